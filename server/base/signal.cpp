#include <server/base/signal.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace praetor {

// A timer for each waiter, for Asio cancels a timer's waits by cancellation slot and by hand alike, and destroys them
// with the io_context.
struct signal::waiter : link
{
    waiter(boost::asio::any_io_executor const& executor, std::chrono::steady_clock::time_point end)
        : wakes(executor, end)
    {}

    boost::asio::steady_timer wakes;
    bool notified = false;
};

signal::~signal()
{
    while (auto* const one = first()) {
        one->unlink();
        one->wakes.cancel();
    }
}

task<void> signal::wait()
{
    static_cast<void>(co_await wait_until(std::chrono::steady_clock::time_point::max()));
}

task<bool> signal::wait_for(std::chrono::steady_clock::duration span)
{
    return wait_until(std::chrono::steady_clock::now() + span);
}

task<bool> signal::wait_until(std::chrono::steady_clock::time_point end)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    waiter mine{executor, end};
    mine.insert_before(waiters_);
    auto [ec] = co_await mine.wakes.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    // From here on the signal may be gone.
    if (mine.notified)
        co_return true;
    if (ec)
        throw boost::system::system_error{ec};
    co_return false;
}

void signal::notify_one()
{
    while (auto* const one = first()) {
        one->unlink();
        // One whose wait is over already, cancelled or too late, has not run since: the next one is meant.
        one->notified = one->wakes.cancel() > 0;
        if (one->notified)
            return;
    }
}

void signal::notify_all()
{
    while (first() != nullptr)
        notify_one();
}

signal::waiter* signal::first()
{
    return waiters_.next == &waiters_ ? nullptr : static_cast<waiter*>(waiters_.next);
}

void signal::link::unlink() noexcept
{
    previous->next = next;
    next->previous = previous;
    next = previous = this;
}

void signal::link::insert_before(link& other) noexcept
{
    previous = other.previous;
    next = &other;
    previous->next = this;
    other.previous = this;
}

} // namespace praetor
