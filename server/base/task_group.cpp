#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

namespace praetor {

namespace this_coro = boost::asio::this_coro;

struct task_group::child::state
{
    void cancel()
    {
        cancelled = true;
        signal.emit(boost::asio::cancellation_type::terminal);
    }

    boost::asio::cancellation_signal signal;
    bool cancelled = false;
};

void task_group::child::cancel() const
{
    if (auto const alive = of_.lock())
        alive->cancel();
}

task_group::task_group(boost::asio::any_io_executor executor) : task_group(std::move(executor), nullptr) {}

task_group::task_group(boost::asio::any_io_executor executor, failure_handler failed)
    : executor_(std::move(executor)), failed_(std::move(failed))
{}

task_group::~task_group()
{
    if (children_.empty())
        return;
    log::write(log::level::critical, "task_group",
               fmt::format("a defect: the owner of {} running tasks is destroyed before them", children_.size()));
    std::terminate();
}

task_group::child task_group::spawn(task<void> work)
{
    auto const which = children_.insert(children_.end(), std::make_shared<child::state>());
    auto const made = *which;
    boost::asio::co_spawn(executor_, std::move(work),
                          boost::asio::bind_cancellation_slot(
                              made->signal.slot(), [this, which](std::exception_ptr failed) { end(which, failed); }));
    if (stopping_)
        made->cancel();
    return child{made};
}

void task_group::end(children::iterator which, std::exception_ptr failed)
{
    auto const ended = *which;
    children_.erase(which);
    if (failed && !(ended->cancelled && is_cancellation(failed)))
        note(std::move(failed));
    if (children_.empty())
        ended_.notify_all();
}

void task_group::note(std::exception_ptr failed)
{
    if (failed_) {
        failed_(std::move(failed));
        return;
    }
    if (!first_failure_)
        first_failure_ = std::move(failed);
    cancel();
}

void task_group::cancel()
{
    stopping_ = true;
    // A child's end erases it, and comes later than this.
    for (auto const& one : children_)
        one->cancel();
}

task<void> task_group::join()
{
    bool const throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    bool was_cancelled = false;
    while (!children_.empty()) {
        try {
            co_await ended_.wait();
        }
        catch (boost::system::system_error const&) {
            was_cancelled = true;
            cancel();
        }
    }
    co_await this_coro::throw_if_cancelled(throws);
    if (auto const failed = std::exchange(first_failure_, nullptr))
        std::rethrow_exception(failed);
    if (was_cancelled)
        throw_cancellation();
}

task<void> task_group::stop()
{
    cancel();
    co_await join();
}

task<void> race(task<void> one, task<void> other)
{
    using namespace boost::asio;
    auto const executor = co_await this_coro::executor;
    auto both = experimental::make_parallel_group(co_spawn(executor, std::move(one), deferred),
                                                  co_spawn(executor, std::move(other), deferred));
    auto [order, first, second] = co_await both.async_wait(experimental::wait_for_one(), use_awaitable);
    auto const& won = order[0] == 0 ? first : second;
    auto const& lost = order[0] == 0 ? second : first;
    if (won)
        std::rethrow_exception(won);
    if (lost && !is_cancellation(lost))
        std::rethrow_exception(lost);
}

} // namespace praetor
