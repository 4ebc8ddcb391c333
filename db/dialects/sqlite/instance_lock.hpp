// Tells a second praetor on the same file that it is not alone. Nobody is kept out: SQLite's own locks see to the data,
// and the reference's tools know nothing of this.
#pragma once

#include <string>

namespace praetor::db::sqlite {

// Holds an advisory lock on a file beside the database, with this process's id in it, for as long as it lives.
class instance_lock
{
public:
    // Writes a warning to the log, naming the other process, where another holds the lock already. Where the file can
    // not be made, nothing happens.
    explicit instance_lock(std::string const& database);
    ~instance_lock();
    instance_lock(instance_lock const&) = delete;
    instance_lock& operator=(instance_lock const&) = delete;

    // The process that was there first; 0 for none.
    long other() const noexcept { return other_; }

private:
    std::string path_;
    int file_ = -1;
    long other_ = 0;
};

} // namespace praetor::db::sqlite
