#include <db/bulk/sqlite_backup.hpp>
#include <db/sqlite/errors.hpp>

#include <sqlite3.h>

#include <memory>

namespace praetor::db::bulk {
namespace {

constexpr int pages_a_step = 4096; // 16 MiB

struct close
{
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
using handle_ptr = std::unique_ptr<sqlite3, close>;

handle_ptr opened(std::string const& path, int flags)
{
    sqlite3* handle = nullptr;
    int const code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_ptr owned{handle};
    if (code != SQLITE_OK)
        sqlite::throw_error(handle, code, "open " + path);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, 60'000);
    return owned;
}

void run(handle_ptr const& on, char const* statement)
{
    int const code = sqlite3_exec(on.get(), statement, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        sqlite::throw_error(on.get(), code, statement);
}

} // namespace

void back_up_sqlite(std::string const& from, std::string const& to,
                    std::function<void(std::int64_t done, std::int64_t of)> const& told)
{
    auto const source = opened(from, SQLITE_OPEN_READWRITE);
    auto const target = opened(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    // A snapshot held from the first page to the last: without it each write of a server would start the copy anew.
    run(source, "BEGIN; SELECT count(*) FROM sqlite_master");
    auto* const copy = sqlite3_backup_init(target.get(), "main", source.get(), "main");
    if (copy == nullptr)
        sqlite::throw_error(target.get(), sqlite3_errcode(target.get()), "backup");
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(copy, pages_a_step);
        std::int64_t const all = sqlite3_backup_pagecount(copy);
        told(all - sqlite3_backup_remaining(copy), all);
    }
    sqlite3_backup_finish(copy);
    if (code != SQLITE_DONE)
        sqlite::throw_error(target.get(), code, "backup to " + to);
    // The copy says of itself that it has a log; one file is easier to keep.
    run(target, "PRAGMA journal_mode = DELETE");
}

} // namespace praetor::db::bulk
