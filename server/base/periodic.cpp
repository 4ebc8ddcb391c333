#include <server/base/periodic.hpp>

#include <server/base/log.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace praetor {
namespace {

constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

} // namespace

periodic::periodic(boost::asio::any_io_executor executor, std::string name, std::chrono::milliseconds interval,
                   std::function<task<void>()> step)
    : executor_(executor), name_(std::move(name)), interval_(interval), step_(std::move(step)), next_(executor),
      ended_(executor, std::chrono::steady_clock::time_point::max())
{}

void periodic::start()
{
    running_ = true;
    stopping_ = false;
    boost::asio::co_spawn(executor_, loop(), [this](std::exception_ptr failed) {
        if (failed)
            log::error(name_, "the service ended");
        running_ = false;
        ended_.cancel();
    });
}

task<void> periodic::stop()
{
    stopping_ = true;
    next_.cancel();
    while (running_)
        static_cast<void>(co_await ended_.async_wait(as_tuple));
}

task<void> periodic::loop()
{
    while (!stopping_) {
        co_await run_step();
        if (stopping_)
            break;
        next_.expires_after(interval_);
        static_cast<void>(co_await next_.async_wait(as_tuple));
    }
}

task<void> periodic::run_step()
{
    try {
        co_await step_();
    }
    catch (std::exception const& failed) {
        log::error(name_, "{}", failed.what());
    }
}

} // namespace praetor
