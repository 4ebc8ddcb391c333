#include <server/services/event_batches.hpp>

#include <server/base/error.hpp>
#include <server/base/exception_text.hpp>
#include <server/base/log.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>

namespace praetor::services {
namespace {

using clock = std::chrono::steady_clock;

constexpr auto max_stop_time = std::chrono::seconds{5};

} // namespace

event_batches::event_batches(boost::asio::any_io_executor executor, db::database& to, store store_them, options how)
    : to_(to), store_them_(store_them), options_(how), workers_(how.workers)
{
    for (auto& mine : workers_)
        mine.loop = std::make_unique<periodic>(
            executor, std::string{options_.name},
            periodic_options{.interval = std::nullopt, .min_pause = how.min_pause, .max_pause = how.max_pause},
            [this, &mine] { return step(mine); });
}

void event_batches::push(models::event_ptr one)
{
    if (queue_.size() >= options_.queue_limit) {
        log::error(options_.name, "the queue is full: event {} is dropped", to_string(queue_.front()->id));
        queue_.pop_front();
        ++dropped_;
        notify_progress();
    }
    queue_.push_back(std::move(one));
    ++taken_;
    if (queue_.size() >= options_.max_batch)
        gathered_.notify_all();
    for (auto& worker : workers_)
        if (has_batch(worker))
            worker.loop->wake();
}

std::uint64_t event_batches::settled() const noexcept
{
    auto until = taken_ - queue_.size();
    for (auto const& one : workers_)
        if (!one.batch.empty())
            until = std::min(until, one.first);
    return until;
}

std::uint64_t event_batches::failures() const noexcept
{
    auto all = dropped_;
    for (auto const& one : workers_)
        all += one.loop->failures();
    return all;
}

void event_batches::start()
{
    started_ = true;
    for (auto& one : workers_)
        one.loop->start();
}

task<void> event_batches::stop()
{
    stopping_ = true;
    give_up_at_ = clock::now() + max_stop_time;
    gathered_.notify_all();
    for (auto& one : workers_) {
        one.attempts = 0;
        one.loop->wake();
    }
    // Ends, because a batch is given up after some attempts.
    while (started_ && settled() < taken())
        co_await progressed_.wait();
    for (auto& one : workers_)
        co_await one.loop->stop();
}

task<void> event_batches::step(worker& mine)
{
    co_await gather(mine);
    while (take_batch(mine)) {
        co_await store_batch(mine);
        co_await gather(mine);
    }
}

task<void> event_batches::gather(worker const& mine)
{
    auto const end = clock::now() + options_.flush_interval;
    bool in_time = options_.flush_interval.count() > 0 && mine.batch.empty() && !queue_.empty();
    while (in_time && !stopping_ && queue_.size() < options_.max_batch)
        in_time = co_await gathered_.wait_until(end);
}

bool event_batches::take_batch(worker& mine)
{
    if (!mine.batch.empty())
        return true;
    if (!has_batch(mine))
        return false;
    auto const count = std::min(queue_.size(), options_.max_batch);
    auto const end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
    mine.first = taken_ - queue_.size();
    mine.batch.assign(std::move_iterator{queue_.begin()}, std::move_iterator{end});
    queue_.erase(queue_.begin(), end);
    mine.one_by_one = false;
    mine.attempts = 0;
    return true;
}

// Stores the batch, or its first event where it goes one by one. A database that is away is waited for; an event that it
// refuses is found by storing them one by one, and dropped. Throws where the batch has to be tried again.
task<void> event_batches::store_batch(worker& mine)
{
    auto events = mine.one_by_one ? std::vector{mine.batch.front()} : mine.batch;
    auto const count = events.size();
    auto came = outcome::stored;
    std::string text;
    try {
        co_await to_.transaction(store_them_, std::move(events));
    }
    catch (error const& thrown) {
        came = thrown.code() == errc::unavailable || thrown.code() == errc::timeout ? outcome::away : outcome::refused;
        text = thrown.what();
    }
    catch (...) {
        came = outcome::unexpected;
        text = exception_text(std::current_exception());
    }
    if (came == outcome::stored) {
        mine.attempts = 0;
        settle(mine, count);
        co_return;
    }
    ++mine.attempts;
    if (!gives_up(mine, came))
        throw error{errc::unavailable, fmt::format("{} events wait: {}", mine.batch.size(), text)};
    if (came == outcome::away)
        drop_all(mine, text);
    else if (count > 1)
        mine.one_by_one = true;
    else
        drop(mine, text);
}

bool event_batches::gives_up(worker const& mine, outcome came) const
{
    bool const was_tried_enough = mine.attempts > options_.retries || clock::now() >= give_up_at_;
    switch (came) {
    case outcome::away:
        return stopping_ && was_tried_enough;
    case outcome::unexpected:
        return mine.one_by_one || was_tried_enough;
    case outcome::stored:
    case outcome::refused:
        break;
    }
    return true;
}

void event_batches::settle(worker& mine, std::size_t count)
{
    mine.batch.erase(mine.batch.begin(), mine.batch.begin() + static_cast<std::ptrdiff_t>(count));
    mine.first += count;
    notify_progress();
}

void event_batches::notify_progress()
{
    progressed_.notify_all();
    if (told_)
        told_();
}

void event_batches::drop(worker& mine, std::string_view why)
{
    log::error(options_.name, "event {} can not be stored: {}", to_string(mine.batch.front()->id), why);
    ++dropped_;
    settle(mine, 1);
}

// At the end, where the database is away: further batches would only wait for it too.
void event_batches::drop_all(worker& mine, std::string_view why)
{
    auto const count = mine.batch.size() + queue_.size();
    log::error(options_.name, "{} events can not be stored: {}", count, why);
    dropped_ += count;
    queue_.clear();
    settle(mine, mine.batch.size());
}

} // namespace praetor::services
