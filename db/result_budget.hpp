// How much the results of reads hold together, from the moment they are read until an answer has been made of them.
// Whoever reads a long result waits in the middle of it while too much is there already: a thread of SQLite by
// blocking, a connection to a server by letting its socket wait.
#pragma once

#include <server/base/signal.hpp>
#include <server/base/task.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

namespace praetor::db {

class result_budget;

// What the results of one read have of a budget; gives it back at its end. One without a budget counts nothing. Used by
// one thread at a time.
class result_share
{
public:
    result_share() = default;
    explicit result_share(std::shared_ptr<result_budget> of) : of_(std::move(of)) {}
    result_share(result_share&& other) noexcept
        : of_(std::move(other.of_)), bytes_(std::exchange(other.bytes_, 0)), place_(std::exchange(other.place_, 0)),
          is_read_(other.is_read_)
    {}
    result_share& operator=(result_share&& other) noexcept;
    ~result_share() { release(); }

    // So many bytes have been read until now.
    void become(std::size_t bytes);
    // Nothing more is read: what there is goes to whoever asked for it.
    void finish();

    std::size_t bytes() const noexcept { return bytes_; }

    // Whether reading must not go on now. A long result goes on where there is less than the bound, or where it is the
    // first of those that are being read and what has been read is less than the bound: so there is always one that
    // comes to its end, and one that is longer than the bound passes alone. A short one always does.
    bool must_wait() const;
    // Blocks while it must wait, for max_wait at most; `stop` ends it too, once look_again() was called.
    void block(std::atomic<bool> const& stop) const;
    // Waits so long at most. Then all shares of its budget must be used by the thread that runs this. The share stays
    // where it is meanwhile.
    task<void> wait(std::chrono::milliseconds timeout) const;

private:
    friend class result_budget;

    bool is_long() const noexcept { return place_ != 0; }
    void release() noexcept;

    std::shared_ptr<result_budget> of_;
    std::size_t bytes_ = 0;
    std::uint64_t place_ = 0; // in the order in which they became long; 0: is short
    bool is_read_ = false;
};

// Any thread, unless coroutines wait (result_share::wait). Made by make_shared.
class result_budget
{
public:
    // Beyond it a long result is read on all the same: whoever holds the others may wait for it.
    static constexpr std::chrono::milliseconds max_wait{5'000};

    explicit result_budget(std::size_t max_bytes = std::size_t{32} << 20) : max_bytes_(max_bytes) {}

    // Of all shares.
    std::size_t bytes() const;

    // Blocks while short results hold as much as the bound: for threads that begin to read ahead of those who take it.
    void block_for_short();

    // Whoever blocks looks at his `stop`.
    void look_again();
    // There is no bound any more.
    void open();

private:
    friend class result_share;

    static constexpr std::size_t max_short = std::size_t{256} << 10; // bytes

    class counted_waiter;

    void become(result_share& one, std::size_t bytes);
    void finish(result_share& one);
    void release(result_share& one) noexcept;
    bool may_go_on(result_share const& one) const;
    bool must_wait(result_share const& one) const;
    task<void> wait(result_share const& one, std::chrono::milliseconds timeout);
    void wake(bool coroutines);

    std::size_t const max_bytes_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t short_ = 0;          // bytes
    std::size_t unfinished_ = 0;     // of long results that are being read
    std::size_t in_hand_ = 0;        // of long ones that have been
    std::set<std::uint64_t> unread_; // the places of those that are being read
    std::uint64_t places_ = 0;
    bool is_open_ = false;
    std::size_t waiting_ = 0; // coroutines
    signal resumes_;          // them
};

} // namespace praetor::db
