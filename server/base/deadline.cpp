#include <server/base/deadline.hpp>

#include <server/base/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace praetor {
task<void> with_deadline(std::chrono::steady_clock::duration limit, task<void> work, std::string text)
{
    using namespace boost::asio;
    auto const executor = co_await this_coro::executor;
    steady_timer timer{executor, limit};
    auto both =
        experimental::make_parallel_group(co_spawn(executor, std::move(work), deferred), timer.async_wait(deferred));
    auto [order, failed, ec] = co_await both.async_wait(experimental::wait_for_one(), use_awaitable);
    if (!failed)
        co_return;
    bool const passed = order[0] == 1 && !ec;
    if (passed && is_cancellation(failed))
        throw error{errc::timeout, std::move(text)};
    std::rethrow_exception(failed);
}

task<void> sleep_for(std::chrono::steady_clock::duration span)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer{executor, span};
    co_await timer.async_wait(boost::asio::use_awaitable);
}

} // namespace praetor
