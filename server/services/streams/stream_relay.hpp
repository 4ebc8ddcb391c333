// Tells the subscribers of this server what it and other servers on the same database take in (decision 0025).
#pragma once

#include <models/logs/log.hpp>
#include <models/streams/stream_listener.hpp>
#include <server/services/event_bus.hpp>
#include <server/services/streams/stream_fan.hpp>

#include <server/base/broadcast.hpp>
#include <server/base/periodic.hpp>
#include <server/base/signal.hpp>
#include <server/base/task.hpp>
#include <server/services/service.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_set>
#include <utility>

namespace praetor::services {

enum class stream
{
    events,
    logs
};

// While somebody subscribes, it is listed as a listener and looks ten times a second for what was queued for it. Where
// other servers run, what this one takes in is queued for it as well, so that all servers tell in one order; alone it
// tells at once. References must outlive it.
class stream_relay final : public service
{
public:
    // One who subscribes, for the lifetime of the object, which the relay outlives.
    class interest
    {
    public:
        interest() = default;
        interest(interest&& other) noexcept : in_(std::exchange(other.in_, nullptr)), what_(other.what_) {}
        interest& operator=(interest&& other) noexcept
        {
            std::swap(in_, other.in_);
            std::swap(what_, other.what_);
            return *this;
        }
        ~interest();

    private:
        friend class stream_relay;
        interest(stream_relay& in, stream what);

        stream_relay* in_ = nullptr;
        stream what_{};
    };

    // Other servers take it for dead when they have not heard from it for `lease`.
    stream_relay(boost::asio::any_io_executor executor, db::database& store, event_bus& bus, models::log_bus& logs,
                 std::chrono::milliseconds lease = std::chrono::minutes{1});

    // What subscribers hear. A server that was not started tells what is on its own buses.
    broadcast<models::event_ptr>& events() noexcept { return event_fan_.subscribers(); }
    broadcast<models::log_ptr>& logs() noexcept { return log_fan_.subscribers(); }

    // Returns when whatever other servers store from now on is told here, or after `timeout`, with a warning, where
    // the database does not come to it. At once where it was not started: then there are no other servers.
    task<interest> hear(stream what);

    // Tells that something may have been missed, for other servers have taken this one for dead: who subscribes has to
    // begin anew.
    broadcast<>& missed() noexcept { return missed_; }
    static constexpr std::string_view why_missed =
        "Something may have been missed: other servers had not heard from this one";

    std::string_view name() const noexcept override { return loop_.name(); }
    void start() override;
    // Nothing is told any more; this server is listed no longer.
    task<void> stop() override;
    std::uint64_t failures() const noexcept override { return loop_.failures(); }

private:
    static constexpr std::chrono::seconds timeout{5};

    models::stream_interest wanted() const noexcept { return {events_ > 0, logs_ > 0}; }
    std::size_t& count_of(stream what) noexcept { return what == stream::events ? events_ : logs_; }
    bool is_heard(stream what) const noexcept;

    bool has_subscribers() const noexcept { return wanted() != models::stream_interest{}; }

    task<void> step();
    task<void> keep_listed();
    task<void> renew();
    task<void> look_for_others();
    task<void> list(models::stream_interest what);
    // Whether there was anything.
    task<bool> publish_next();
    void settle();
    task<void> leave();

    db::database& store_;
    event_bus& bus_;
    std::chrono::milliseconds lease_;
    std::size_t events_ = 0; // who subscribes
    std::size_t logs_ = 0;
    stream_fan<models::event_ptr> event_fan_;
    stream_fan<models::log_ptr> log_fan_;
    event_bus::subscription hears_events_;
    models::log_bus::subscription hears_logs_;
    broadcast<>::subscription hears_progress_;
    models::stream_listener listener_{uuid::random()};
    bool are_others_there_ = false;
    std::optional<models::stream_interest> listed_; // as the database has it
    event_bus::mark taken_;                         // before it was listed so
    std::chrono::steady_clock::time_point renewed_{};
    std::chrono::steady_clock::time_point looked_for_others_{};
    std::unordered_set<std::int64_t> published_; // positions, and perhaps in the queue still
    bool is_started_ = false;
    signal became_listed_;
    signal came_; // something that has to come by the queue
    broadcast<> missed_;
    periodic loop_;
};

} // namespace praetor::services
