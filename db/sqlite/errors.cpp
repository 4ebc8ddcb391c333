#include <db/sqlite/errors.hpp>

#include <server/base/error.hpp>

#include <sqlite3.h>

#include <string>

namespace praetor::db::sqlite {

void throw_error(sqlite3* handle, int code, std::string_view doing)
{
    std::string const words = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    std::string const text = "SQLite: " + words + " (" + std::string{doing} + ")";
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        throw error{errc::integrity, text};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        throw error{errc::unavailable, text};
    case SQLITE_INTERRUPT:
        throw error{errc::timeout, text};
    default:
        throw error{errc::database, text};
    }
}

} // namespace praetor::db::sqlite
