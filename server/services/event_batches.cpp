#include <server/services/event_batches.hpp>

#include <models/events/event_size.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace praetor::services {
namespace {

using clock = std::chrono::steady_clock;

// So long batches go one after the other, once somebody has followed them.
constexpr auto while_followed = std::chrono::seconds{10};

struct stored_early : std::exception
{};

} // namespace

event_batches::event_batches(boost::asio::any_io_executor executor, db::database& to, store store_them,
                             check check_tables, options how)
    : to_(to), store_them_(store_them), check_tables_(check_tables), options_(how), workers_(how.workers)
{
    for (auto& mine : workers_)
        mine.loop = std::make_unique<periodic>(
            executor, std::string{options_.name},
            periodic_options{.interval = std::nullopt, .min_pause = how.min_pause, .max_pause = how.max_pause},
            [this, &mine] { return step(mine); });
}

void event_batches::push(models::event_ptr one)
{
    auto const bytes = models::approximate_size(*one);
    queue_.push_back({std::move(one), bytes});
    queued_bytes_ += bytes;
    held_bytes_ += bytes;
    ++taken_;
    if (holds_whole_batch())
        gathered_.notify_all();
    for (auto& worker : workers_)
        if (has_batch(worker))
            worker.loop->wake();
}

void event_batches::flush()
{
    flushing_ = !queue_.empty();
    gathered_.notify_all();
}

std::uint64_t event_batches::settled() const noexcept
{
    auto until = taken_ - queue_.size();
    for (auto const& one : workers_)
        if (!one.batch.empty())
            until = std::min(until, one.first);
    return until;
}

// Only the first worker takes what is no whole batch; and where others follow, it alone, one after another.
bool event_batches::has_batch(worker const& one) const noexcept
{
    bool const is_first = &one == &workers_.front();
    if (!is_followed())
        return is_first ? !queue_.empty() : holds_whole_batch();
    auto const rests = [&](worker const& other) { return &other == &one || other.batch.empty(); };
    return is_first && !queue_.empty() && std::ranges::all_of(workers_, rests);
}

bool event_batches::is_behind_others(worker const& mine) const noexcept
{
    return std::ranges::any_of(
        workers_, [&](worker const& one) { return &one != &mine && !one.batch.empty() && one.first < mine.first; });
}

double event_batches::load() const noexcept
{
    auto count = queue_.size();
    for (auto const& one : workers_)
        count += one.batch.size();
    return std::max(static_cast<double>(count) / static_cast<double>(options_.queue_limit),
                    static_cast<double>(held_bytes_) / static_cast<double>(options_.queue_bytes));
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
    give_up_at_ = clock::now() + options_.stop_time;
    gathered_.notify_all();
    for (auto& one : workers_) {
        one.attempts = 0;
        one.loop->wake();
    }
    while (started_ && settled() < taken() && clock::now() < give_up_at_)
        co_await progressed_.wait_until(give_up_at_);
    for (auto& one : workers_)
        co_await end_loop(one, give_up_at_);
    for (auto& one : workers_)
        drop_waiting(one, "there was no time to store them");
}

// A transaction that still runs at `end` is cancelled, but for its COMMIT.
task<void> event_batches::end_loop(worker& mine, clock::time_point end)
{
    constexpr auto at_least = std::chrono::milliseconds{1};
    try {
        co_await with_deadline(std::max<clock::duration>(end - clock::now(), at_least), mine.loop->stop(), "");
    }
    catch (error const& thrown) {
        if (thrown.code() != errc::timeout)
            throw;
    }
}

task<void> event_batches::step(worker& mine)
{
    co_await gather(mine);
    while (take_batch(mine)) {
        co_await store_piece(mine);
        co_await gather(mine);
    }
}

task<void> event_batches::gather(worker const& mine)
{
    auto const end = clock::now() + options_.flush_interval;
    bool in_time = options_.flush_interval.count() > 0 && mine.batch.empty() && !queue_.empty();
    while (in_time && !stopping_ && !flushing_ && !holds_whole_batch())
        in_time = co_await gathered_.wait_until(end);
}

bool event_batches::take_batch(worker& mine)
{
    if (!mine.batch.empty())
        return true;
    if (!has_batch(mine))
        return false;
    mine.first = taken_ - queue_.size();
    std::size_t bytes = 0;
    do {
        bytes += queue_.front().bytes;
        mine.batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    } while (!queue_.empty() && mine.batch.size() < options_.max_batch &&
             bytes + queue_.front().bytes <= options_.max_batch_bytes);
    queued_bytes_ -= bytes;
    flushing_ = flushing_ && !queue_.empty();
    mine.piece = mine.batch.size();
    mine.narrowed = false;
    mine.attempts = 0;
    return true;
}

// Stores the batch, or as much of it as is tried at a time. A database that is away is waited for, and one that is slow
// gets half as much; an event that it refuses is found by halves, and dropped. Throws where the same has to be tried
// again.
task<void> event_batches::store_piece(worker& mine)
{
    auto const count = std::min(mine.piece, mine.batch.size());
    std::vector<models::event_ptr> events;
    events.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        events.push_back(mine.batch[i].event);
    auto const made = co_await store_events(mine, std::move(events));
    if (made.came == outcome::early) {
        while (is_behind_others(mine) && clock::now() < give_up_at_)
            co_await progressed_.wait_until(give_up_at_);
        co_return;
    }
    if (made.came == outcome::stored) {
        mine.attempts = 0;
        mine.piece = std::max<std::size_t>(2 * count, 1);
        settle(mine, count);
        co_return;
    }
    ++mine.attempts;
    bool const is_over = gives_up(mine, made.came);
    if (count > 1 && (made.came == outcome::slow || is_over))
        mine.piece = count / 2;
    if (!is_over)
        throw error{errc::unavailable, "events wait: " + made.text};
    if (made.came == outcome::away || made.came == outcome::slow)
        drop_waiting(mine, made.text);
    else if (count > 1)
        mine.narrowed = true;
    else
        drop(mine, made.text);
}

// What the tables are at fault for, no event is: then they wait as for a database that is away.
task<event_batches::attempt> event_batches::store_events(worker const& mine, std::vector<models::event_ptr> events)
{
    auto made = co_await outcome_of(to_.transaction(&event_batches::store_in_turn, this, &mine, std::move(events)));
    if (made.came != outcome::failed)
        co_return made;
    auto checked = co_await outcome_of(to_.transaction(check_tables_));
    if (checked.came == outcome::stored)
        made.came = outcome::refused;
    else
        made = {outcome::away, std::move(checked.text)};
    co_return made;
}

task<bool> event_batches::store_in_turn(db::connection& conn, event_batches* self, worker const* mine,
                                        std::vector<models::event_ptr> events)
{
    bool const is_followed = co_await self->store_them_(conn, std::move(events));
    if (is_followed) {
        self->followed_until_ = clock::now() + while_followed;
        if (self->is_behind_others(*mine))
            throw stored_early{};
    }
    co_return is_followed;
}

template <class R>
task<event_batches::attempt> event_batches::outcome_of(task<R> work)
{
    attempt made;
    try {
        co_await std::move(work);
    }
    catch (stored_early const&) {
        made.came = outcome::early;
    }
    catch (error const& thrown) {
        made.text = thrown.what();
        switch (thrown.code()) {
        case errc::unavailable:
            made.came = outcome::away;
            break;
        case errc::timeout:
            made.came = outcome::slow;
            break;
        case errc::database:
            made.came = outcome::failed;
            break;
        default:
            made.came = outcome::refused;
        }
    }
    catch (...) {
        if (is_cancellation(std::current_exception()))
            throw;
        made = {outcome::unexpected, message_of(std::current_exception())};
    }
    co_return made;
}

bool event_batches::gives_up(worker const& mine, outcome came) const
{
    bool const was_tried_enough = mine.attempts > options_.retries || clock::now() >= give_up_at_;
    switch (came) {
    case outcome::away:
    case outcome::slow:
        return stopping_ && was_tried_enough;
    case outcome::unexpected:
        return mine.narrowed || was_tried_enough;
    case outcome::stored:
    case outcome::early:
    case outcome::failed:
    case outcome::refused:
        break;
    }
    return true;
}

void event_batches::settle(worker& mine, std::size_t count)
{
    auto const end = mine.batch.begin() + static_cast<std::ptrdiff_t>(count);
    for (auto one = mine.batch.begin(); one != end; ++one)
        held_bytes_ -= one->bytes;
    mine.batch.erase(mine.batch.begin(), end);
    mine.first += count;
    if (mine.batch.empty() && has_batch(workers_.front()))
        workers_.front().loop->wake();
    notify_progress();
}

void event_batches::notify_progress()
{
    progressed_.notify_all();
    if (on_progress_)
        on_progress_();
}

void event_batches::drop(worker& mine, std::string_view why)
{
    log::error(options_.name, "event {} can not be stored: {}", to_string(mine.batch.front().event->id), why);
    ++dropped_;
    settle(mine, 1);
}

// At the end, where the database is away: further batches would only wait for it too.
void event_batches::drop_waiting(worker& mine, std::string_view why)
{
    auto const count = mine.batch.size() + queue_.size();
    if (count == 0)
        return;
    log::error(options_.name, "{} events can not be stored: {}", count, why);
    dropped_ += count;
    queue_.clear();
    held_bytes_ -= queued_bytes_;
    queued_bytes_ = 0;
    settle(mine, mine.batch.size());
}

} // namespace praetor::services
