// A condition variable for coroutines.
#pragma once

#include <server/base/task.hpp>

#include <chrono>

namespace praetor {

// Wakes coroutines that wait until something has changed. It holds no state: who waits looks at what he waits for
// before and after, in a loop, as with std::condition_variable:
//
//     while (queue.empty())
//         co_await changed.wait();
//
// One thread: every wait and every notification happens on the one that runs the waiters' executor. A notification
// resumes a waiter later, never inside notify.
class signal
{
public:
    signal() = default;
    signal(signal const&) = delete;
    signal& operator=(signal const&) = delete;
    // Who still waits is resumed with operation_aborted, and touches the signal no more. What its loop looks at may be
    // gone by then: an owner joins its waiters first, or wakes them while it lives (see task_group).
    ~signal();

    // Returns after the next notification that reaches it. Cancellation ends it with system_error (operation_aborted);
    // a waiter that was notified and cancelled before it ran returns, so that no notification is lost.
    task<void> wait();

    // The same, for at most that long: false where the time passed without a notification.
    task<bool> wait_for(std::chrono::steady_clock::duration span);
    task<bool> wait_until(std::chrono::steady_clock::time_point end);

    // Wakes the one that waits longest, or everybody; nothing where nobody waits.
    void notify_one();
    void notify_all();

private:
    // A ring of waiters, which live in the frames of their coroutines; one that is in no ring links to itself.
    struct link
    {
        link() = default;
        link(link const&) = delete;
        link& operator=(link const&) = delete;
        ~link() { unlink(); }

        void unlink() noexcept;
        void insert_before(link& other) noexcept;

        link* next = this;
        link* previous = this;
    };
    struct waiter;

    waiter* first();

    link waiters_;
};

} // namespace praetor
