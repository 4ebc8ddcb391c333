// Whether a database's files are still those that were opened. SQLite goes on writing into a file that was deleted, and
// into one whose name another file has taken; what it then says is stored is gone with the process.
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace praetor::db::sqlite {

class database_files
{
public:
    // The files of a database that is open, by its full path: as they are now, they are right.
    explicit database_files(std::string path);

    // Throws error{errc::unavailable} where the database was deleted, or another file is in its place. Says so once in
    // the log, and once when the file is there again. One call of stat(), some microseconds. Any thread.
    void require_database();
    // The same, but looks no more often than every 50 ms while the database is there: for reads, which lose nothing.
    void require_database_now_and_then();

    // The same for the write-ahead log and its index (-wal, -shm), from the first time that they are there; looks no
    // more often than every 100 ms, since what a deleted log holds is not lost while the process lives. Calls `save`
    // before it throws. The writer's thread.
    void require_log(std::function<void()> const& save);

    // Whether the database is not there as it was. Any thread.
    bool is_lost() const noexcept { return lost_.load(std::memory_order_relaxed); }
    // The same of the database or its log. The writer's thread.
    bool is_incomplete() const noexcept { return is_lost() || log_is_lost_; }

private:
    struct identity
    {
        dev_t device = 0;
        ino_t inode = 0;
        bool operator==(identity const&) const = default;
    };
    using clock = std::chrono::steady_clock;
    static std::optional<identity> identity_of(std::string const& path);

    struct companion
    {
        std::string path;
        std::optional<identity> is;
    };

    std::string const path_;
    std::optional<identity> const database_;
    std::atomic<bool> lost_{false};
    std::atomic<clock::time_point> next_look_{clock::time_point{}};
    // The writer's alone.
    std::array<companion, 2> log_;
    bool log_is_lost_ = false;
    clock::time_point next_look_at_log_{};
};

} // namespace praetor::db::sqlite
