#include <db/dialects/sqlite/backup.hpp>
#include <db/dialects/sqlite/errors.hpp>
#include <db/dialects/sqlite/file.hpp>

#include <sqlite3.h>

#include <chrono>

namespace praetor::db::sqlite {
namespace {

constexpr int pages_a_step = 4096;                  // 16 MiB
constexpr std::chrono::minutes response_timeout{1}; // with the locks of other processes

void run(file const& on, char const* statement)
{
    int const code = sqlite3_exec(on.get(), statement, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        throw_error(on.get(), code, statement);
}

} // namespace

void back_up(std::string const& from, std::string const& to,
             std::function<void(std::int64_t done, std::int64_t of)> const& progress)
{
    auto const source = open_file(from, SQLITE_OPEN_READWRITE, response_timeout);
    auto const target = open_file(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, response_timeout);
    // A snapshot held from the first page to the last: without it each write of a server would start the copy anew.
    run(source, "BEGIN; SELECT count(*) FROM sqlite_master");
    auto* const copy = sqlite3_backup_init(target.get(), "main", source.get(), "main");
    if (copy == nullptr)
        throw_error(target.get(), sqlite3_errcode(target.get()), "backup");
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(copy, pages_a_step);
        std::int64_t const all = sqlite3_backup_pagecount(copy);
        progress(all - sqlite3_backup_remaining(copy), all);
    }
    sqlite3_backup_finish(copy);
    if (code != SQLITE_DONE)
        throw_error(target.get(), code, "backup to " + to);
    // The copy says of itself that it has a log; one file is easier to keep.
    run(target, "PRAGMA journal_mode = DELETE");
}

} // namespace praetor::db::sqlite
