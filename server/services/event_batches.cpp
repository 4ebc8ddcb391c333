#include <server/services/event_batches.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace praetor::services {
namespace {

constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr auto never = std::chrono::steady_clock::time_point::max();

} // namespace

event_batches::event_batches(boost::asio::any_io_executor executor, db::database& to, store store_them, options how)
    : executor_(executor), to_(to), store_them_(store_them), options_(how), ended_(executor, never)
{
    for (unsigned lane = 0; lane < options_.lanes; ++lane)
        wakes_.emplace_back(executor, never);
}

void event_batches::push(models::event_ptr one)
{
    if (queue_.size() >= options_.queue_limit) {
        log::error(options_.name, "the queue is full: event {} is dropped", to_string(queue_.front()->id));
        queue_.pop_front();
    }
    queue_.push_back(std::move(one));
    ++taken_;
    for (unsigned lane = 0; lane < options_.lanes; ++lane)
        if (has_batch(lane))
            wakes_[lane].cancel();
}

void event_batches::start()
{
    for (unsigned lane = 0; lane < options_.lanes; ++lane) {
        ++running_;
        boost::asio::co_spawn(executor_, loop(lane), [this](std::exception_ptr failed) {
            if (failed)
                log::error(options_.name, "the service ended");
            if (--running_ == 0)
                ended_.cancel();
        });
    }
}

task<void> event_batches::stop()
{
    stopping_ = true;
    for (auto& lane : wakes_)
        lane.cancel();
    if (running_ > 0)
        static_cast<void>(co_await ended_.async_wait(as_tuple));
}

task<void> event_batches::loop(unsigned lane)
{
    for (;;) {
        while (!has_batch(lane)) {
            if (stopping_)
                co_return;
            static_cast<void>(co_await wakes_[lane].async_wait(as_tuple));
        }
        auto const first = in_flight_.insert(waiting_from());
        std::vector<models::event_ptr> batch;
        while (!queue_.empty() && batch.size() < options_.largest) {
            batch.push_back(std::move(queue_.front()));
            queue_.pop_front();
        }
        co_await store_batch(std::move(batch));
        in_flight_.erase(first);
    }
}

// A database that is away is waited for; an event that it refuses is found by storing them one by one, and dropped.
task<void> event_batches::store_batch(std::vector<models::event_ptr> batch)
{
    for (int attempt = 0;; ++attempt) {
        errc code{};
        std::string message;
        try {
            co_await to_.transaction(store_them_, batch);
            co_return;
        }
        catch (error const& failed) {
            code = failed.code();
            message = failed.what();
        }
        bool const away = code == errc::unavailable || code == errc::timeout;
        if (away && !(stopping_ && attempt >= options_.retries)) {
            log::warning(options_.name, "{} events wait: {}", batch.size(), message);
            boost::asio::steady_timer pause{executor_, std::chrono::milliseconds{200}};
            static_cast<void>(co_await pause.async_wait(as_tuple));
            continue;
        }
        if (batch.size() == 1) {
            log::error(options_.name, "event {} can not be stored: {}", to_string(batch.front()->id), message);
            co_return;
        }
        break;
    }
    for (auto& one : batch)
        co_await store_batch(std::vector<models::event_ptr>{std::move(one)});
}

} // namespace praetor::services
