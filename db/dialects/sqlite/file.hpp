// A SQLite file, open.
#pragma once

#include <chrono>
#include <memory>
#include <string>

struct sqlite3;

namespace praetor::db::sqlite {

struct close_file
{
    void operator()(sqlite3* handle) const noexcept;
};
using file = std::unique_ptr<sqlite3, close_file>;

// `flags` are SQLITE_OPEN_…; the handle is for one thread at a time. Waits up to `busy_timeout` for locks of other
// processes. Throws error{errc::unavailable} with SQLite's message.
file open_file(std::string const& path, int flags, std::chrono::milliseconds busy_timeout);

} // namespace praetor::db::sqlite
