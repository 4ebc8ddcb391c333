#include <server/base/periodic.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace praetor {

periodic::periodic(boost::asio::any_io_executor executor, std::string name, periodic_options options,
                   std::function<task<void>()> step)
    : name_(std::move(name)), options_(options), step_(std::move(step)),
      running_(std::move(executor),
               [this](std::exception_ptr failed) { log::error(name_, "the loop ended: {}", message_of(failed)); })
{}

void periodic::start()
{
    stopping_ = false;
    running_.spawn(loop());
}

void periodic::wake()
{
    woken_ = true;
    changed_.notify_all();
}

task<void> periodic::stop()
{
    stopping_ = true;
    changed_.notify_all();
    return running_.join();
}

task<void> periodic::rest(std::chrono::steady_clock::duration span)
{
    auto const end = std::chrono::steady_clock::now() + span;
    bool waits = true;
    while (waits && !stopping_)
        waits = co_await changed_.wait_until(end);
}

task<void> periodic::loop()
{
    while (!stopping_) {
        woken_ = false;
        co_await run_step();
        auto const next = next_step();
        bool waits = true;
        while (waits && !stopping_ && (!woken_ || pause_))
            waits = co_await changed_.wait_until(next);
    }
}

task<void> periodic::run_step()
{
    using clock = std::chrono::steady_clock;
    auto const began = now();
    auto const from = clock::now();
    std::exception_ptr failed;
    try {
        co_await step_();
    }
    catch (...) {
        failed = std::current_exception();
    }
    last_ = ended_step{began, std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - from)};
    if (!failed) {
        pause_.reset();
        if (!said_.empty())
            log::info(name_, "goes on");
        said_.clear();
        co_return;
    }
    if (running_.is_stopping()) // cancelled
        std::rethrow_exception(failed);
    ++failures_;
    pause_ = pause_ ? std::min(2 * *pause_, options_.max_pause) : options_.min_pause;
    auto text = message_of(failed);
    if (text != said_)
        log::error(name_, "{}", text);
    said_ = std::move(text);
}

std::chrono::steady_clock::time_point periodic::next_step() const
{
    using clock = std::chrono::steady_clock;
    if (!pause_)
        return options_.interval ? clock::now() + *options_.interval : clock::time_point::max();
    return clock::now() + std::max(*pause_, options_.interval.value_or(*pause_));
}

} // namespace praetor
