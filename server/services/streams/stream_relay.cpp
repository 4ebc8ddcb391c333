#include <server/services/streams/stream_relay.hpp>

#include <models/streams/stream_queue.hpp>

#include <server/base/log.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace praetor::services {
namespace {

using namespace std::chrono_literals;

constexpr auto between_looks = 100ms;

// Of one look.
constexpr std::int64_t most = 500;
constexpr std::int64_t most_bytes = 4 << 20;

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
    : store_(store), bus_(bus), log_bus_(logs), lease_(lease),
      loop_(std::move(executor), "stream_relay", {}, [this] { return step(); })
{}

void stream_relay::start()
{
    is_started_ = true;
    loop_.start();
}

task<void> stream_relay::stop()
{
    is_started_ = false;
    return loop_.stop();
}

bool stream_relay::is_heard(stream what) const noexcept
{
    return listed_ && (what == stream::events ? listed_->events : listed_->logs);
}

task<stream_relay::interest> stream_relay::hear(stream what)
{
    interest made{*this, what};
    auto const late = std::chrono::steady_clock::now() + patience;
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
    while (!loop_.is_stopping() && wanted() != models::stream_interest{}) {
        co_await keep_listed();
        bool const has_told = co_await tell_next();
        if (!has_told)
            co_await loop_.rest(between_looks);
    }
    co_await leave();
}

task<void> stream_relay::keep_listed()
{
    auto const began = std::chrono::steady_clock::now();
    if (listed_ && began - renewed_ >= lease_ / 4) {
        co_await store_.transaction(models::forget_dead_listeners, now());
        bool const is_known = co_await store_.transaction(models::renew_stream_listener, now() + lease_);
        if (!is_known) {
            log::warning(name(), "the database has not heard from this server for too long: subscribers begin anew");
            listed_.reset();
            missed_.publish();
        }
        renewed_ = began;
    }
    auto const what = wanted();
    if (listed_ && listed_->includes(what))
        co_return;
    if (!listed_) // what an earlier listing may have left
        co_await store_.transaction(models::leave_streams);
    co_await store_.transaction(models::listen_to_streams, what, now() + lease_);
    listed_ = what;
    renewed_ = began;
    became_listed_.notify_all();
}

// What was told and could not be removed comes again with a later look: it is not told twice.
task<bool> stream_relay::tell_next()
{
    std::vector<std::int64_t> read;
    auto const is_new = [&](std::int64_t position) {
        read.push_back(position);
        return told_.insert(position).second;
    };
    if (listed_->events)
        for (auto const& one : co_await store_.read(models::read_streamed_events, most, most_bytes))
            if (is_new(one.position))
                bus_.publish(std::make_shared<models::event const>(models::parse_stored_event(
                                 json::to_text(static_cast<models::stored_event const&>(one)))),
                             event_origin::relayed);
    if (listed_->logs)
        for (auto const& one : co_await store_.read(models::read_streamed_logs, most, most_bytes))
            if (is_new(one.position))
                log_bus_.publish(std::make_shared<models::log_record const>(one));
    if (read.empty()) {
        told_.clear();
        co_return false;
    }
    co_await store_.transaction(models::remove_streamed, read);
    for (auto const position : read)
        told_.erase(position);
    co_return true;
}

task<void> stream_relay::leave()
{
    if (std::exchange(listed_, std::nullopt)) // from here on whoever subscribes waits for the next listing
        co_await store_.transaction(models::leave_streams);
}

} // namespace praetor::services
