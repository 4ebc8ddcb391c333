#include <db/dialects/sqlite/file.hpp>

#include <server/base/error.hpp>

#include <sqlite3.h>

namespace praetor::db::sqlite {

void close_file::operator()(sqlite3* handle) const noexcept
{
    sqlite3_close(handle);
}

file open_file(std::string const& path, int flags, std::chrono::milliseconds busy_timeout)
{
    sqlite3* handle = nullptr;
    int const opened = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    file owned{handle}; // SQLite gives a handle with the error in it, too
    if (opened != SQLITE_OK)
        throw error{errc::unavailable, "SQLite can not open " + path + ": " +
                                           (handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(opened))};
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout.count()));
    return owned;
}

} // namespace praetor::db::sqlite
