#include <server/services/streams/stream_relay.hpp>

#include <models/streams/stream_queue.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <string_view>
#include <vector>

namespace praetor::services {
namespace {

using namespace std::chrono_literals;

constexpr auto between_looks = 100ms;

// How often it is asked whether other servers are there.
constexpr auto between_looks_for_others = 5'000ms;

// Of the last statement to the database.
constexpr auto stop_time = 3s;

// Of one look.
constexpr std::int64_t max_rows = 500;
constexpr std::int64_t max_bytes = 4 << 20;

} // namespace

stream_relay::interest::interest(stream_relay& in, stream what) : in_(&in), what_(what)
{
    ++in.count_of(what);
}

stream_relay::interest::~interest()
{
    if (in_ != nullptr)
        --in_->count_of(what_);
}

stream_relay::stream_relay(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                           models::log_bus& logs, std::chrono::milliseconds lease)
    : store_(store), bus_(bus), lease_(lease),
      hears_events_(bus.subscribe([this](models::event_ptr const& one, event_origin from) {
          if (event_fan_.take_own(one, from == event_origin::stored))
              came_.notify_all();
      })),
      hears_logs_(logs.subscribe([this](models::log_ptr const& one) {
          if (log_fan_.take_own(one, true))
              came_.notify_all();
      })),
      hears_progress_(bus.progress().subscribe([this] { // what was received is stored now
          if (listener_.is_ordered)
              came_.notify_all();
      })),
      loop_(std::move(executor), "stream_relay", {.interval = std::min(between_looks_for_others, lease / 4)},
            [this] { return step(); })
{}

void stream_relay::start()
{
    is_started_ = true;
    event_fan_.expect_others();
    loop_.start();
}

task<void> stream_relay::stop()
{
    is_started_ = false;
    co_await loop_.stop();
    std::exception_ptr failed;
    try {
        co_await with_deadline(stop_time, leave(), "the database does not answer");
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (failed)
        log::warning(name(), "this server stays listed for a while: {}", message_of(failed));
}

bool stream_relay::is_heard(stream what) const noexcept
{
    return listed_ && (what == stream::events ? listed_->events : listed_->logs);
}

task<stream_relay::interest> stream_relay::hear(stream what)
{
    interest made{*this, what};
    auto const late = std::chrono::steady_clock::now() + timeout;
    bool in_time = true;
    while (is_started_ && in_time && !is_heard(what)) {
        loop_.wake();
        in_time = co_await became_listed_.wait_until(late);
    }
    if (!in_time)
        log::warning(name(), "a subscriber may miss what other servers store now: the database does not answer");
    co_return made;
}

task<void> stream_relay::step()
{
    co_await keep_listed();
    while (!loop_.is_stopping() && has_subscribers()) {
        bool const has_published = co_await publish_next();
        if (!has_published)
            co_await came_.wait_for(between_looks);
        co_await keep_listed();
    }
}

task<void> stream_relay::keep_listed()
{
    auto const began = std::chrono::steady_clock::now();
    if (listed_ && began - renewed_ >= lease_ / 4)
        co_await renew();
    if (began - looked_for_others_ >= std::min(between_looks_for_others, lease_ / 4))
        co_await look_for_others();
    auto const what = wanted();
    bool const is_over = what == models::stream_interest{} && listed_ != what;
    if (listed_ && listed_->includes(what) && listener_.is_ordered == are_others_there_ && !is_over)
        co_return;
    co_await list(what);
}

task<void> stream_relay::renew()
{
    co_await store_.transaction(models::forget_dead_listeners, now());
    bool const is_known = co_await store_.transaction(models::renew_stream_listener, listener_, now() + lease_);
    if (!is_known) {
        if (has_subscribers())
            log::warning(name(), "the database has not heard from this server for too long: subscribers begin anew");
        listed_.reset();
        missed_.publish();
    }
    renewed_ = std::chrono::steady_clock::now();
}

task<void> stream_relay::look_for_others()
{
    bool const are_there = co_await store_.read(models::are_others_listed, listener_, now());
    are_others_there_ = are_there;
    looked_for_others_ = std::chrono::steady_clock::now();
}

// Own ones are told at once until the database has the listing: each of those that is queued as well is told once.
task<void> stream_relay::list(models::stream_interest what)
{
    if (!listed_) // what an earlier listing may have left
        co_await store_.transaction(models::leave_streams, listener_);
    auto as = listener_;
    as.is_ordered = are_others_there_;
    event_fan_.unsettle();
    log_fan_.unsettle();
    co_await store_.transaction(models::listen_to_streams, as, what, now() + lease_);
    listener_ = as;
    listed_ = what;
    renewed_ = std::chrono::steady_clock::now();
    taken_ = bus_.taken();
    event_fan_.wait_for_queue(as.is_ordered && what.events);
    log_fan_.wait_for_queue(as.is_ordered && what.logs);
    if (!has_subscribers()) // then nobody looks, and there is nobody to be told twice
        settle();
    became_listed_.notify_all();
}

// What was told and could not be removed comes again with a later look: it is not told twice.
task<bool> stream_relay::publish_next()
{
    bool const are_stored = bus_.are_settled(taken_);
    std::vector<std::int64_t> read;
    auto const is_new = [&](std::int64_t position) {
        read.push_back(position);
        return published_.insert(position).second;
    };
    if (listed_->events)
        for (auto const& one : co_await store_.read(models::read_streamed_events, listener_, max_rows, max_bytes))
            if (is_new(one.position))
                event_fan_.take_queued(one.id, [&] {
                    return std::make_shared<models::event const>(
                        models::parse_stored_event(json::to_text(static_cast<models::stored_event const&>(one))));
                });
    if (listed_->logs)
        for (auto const& one : co_await store_.read(models::read_streamed_logs, listener_, max_rows, max_bytes))
            if (is_new(one.position))
                log_fan_.take_queued(one.id, [&] { return std::make_shared<models::log_record const>(one); });
    event_fan_.publish_overdue();
    log_fan_.publish_overdue();
    if (read.empty()) {
        published_.clear();
        if (are_stored)
            settle();
        co_return false;
    }
    co_await store_.transaction(models::remove_streamed, read);
    for (auto const position : read)
        published_.erase(position);
    co_return true;
}

void stream_relay::settle()
{
    event_fan_.settle();
    log_fan_.settle();
}

task<void> stream_relay::leave()
{
    if (std::exchange(listed_, std::nullopt)) // from here on whoever subscribes waits for the next listing
        co_await store_.transaction(models::leave_streams, listener_);
}

} // namespace praetor::services
