// Whether a database's files are still those that were opened. SQLite goes on writing into a file that was deleted, and
// into one whose name another file has taken; what it then says is stored is gone with the process.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <optional>
#include <string>

namespace praetor::db::sqlite {

class database_files
{
public:
    // The files of a database that is open, by its full path: as they are now, they are right.
    explicit database_files(std::string path);

    // Throws error{errc::unavailable} where the database was deleted, or another file is in its place. Says so once in the
    // log, and once when the file is there again. One call of stat(). Any thread.
    void require_database();

    // The same for the write-ahead log, from the first time that it is there. Said once in the log. The writer's thread.
    void require_log();
    // False where require_log() would throw.
    bool has_log();

    // Whether the database is not there as it was. Any thread.
    bool is_lost() const noexcept { return lost_; }

private:
    struct identity
    {
        dev_t device = 0;
        ino_t inode = 0;
        bool operator==(identity const&) const = default;
    };
    static std::optional<identity> identity_of(std::string const& path);

    std::string const path_;
    std::string const log_path_;
    std::optional<identity> const database_;
    std::optional<identity> log_;
    std::atomic<bool> lost_{false};
    bool log_is_lost_ = false;
};

} // namespace praetor::db::sqlite
