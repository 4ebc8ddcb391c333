// How much of what threads have read nobody has taken yet: threads read faster than one thread makes answers of it.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace praetor::db::sqlite {

// Any thread. Shared by those that read and the calls that hand over what was read, which may outlive the database.
class untaken_results
{
public:
    // Beyond so many bytes nobody should begin to read.
    explicit untaken_results(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    // Blocks until less waits than the bound; after open() it never does.
    void wait_for_room()
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return is_open_ || bytes_ < max_bytes_; });
    }

    // So many bytes were read, and are on their way to the caller.
    void add(std::size_t bytes)
    {
        std::lock_guard const lock{mutex_};
        bytes_ += bytes;
    }

    // The caller has made of them what it wanted, or has dropped them.
    void take(std::size_t bytes)
    {
        {
            std::lock_guard const lock{mutex_};
            bytes_ -= bytes;
        }
        changed_.notify_all();
    }

    // There is no bound any more: who takes results waits for the end of those that read.
    void open()
    {
        {
            std::lock_guard const lock{mutex_};
            is_open_ = true;
        }
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t max_bytes_;
    std::size_t bytes_ = 0;
    bool is_open_ = false;
};

} // namespace praetor::db::sqlite
