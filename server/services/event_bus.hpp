// The way of an event inside one process: whoever takes an event in publishes it, recorders and subscribers listen.
#pragma once

#include <models/events/event.hpp>

#include <server/base/broadcast.hpp>
#include <server/base/signal.hpp>
#include <server/base/task.hpp>
#include <server/services/event_refusals.hpp>

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

namespace praetor::services {

// Whether an event is in the database already.
enum class event_origin
{
    stored,  // a write of this server stored it in its own transaction
    received // it came from outside and is still to be stored
};

// Who stores received events, as the bus asks it.
class event_recorder
{
public:
    virtual ~event_recorder() = default;

    // Events taken for storing since the start, and those before the first that is neither stored nor refused by the
    // database. Both grow only.
    virtual std::uint64_t taken() const noexcept = 0;
    virtual std::uint64_t settled() const noexcept = 0;
    // What waits, as a part of what there is room for: at 1 there is room for no more.
    virtual double load() const noexcept = 0;
    // Somebody waits for what was taken: it gathers no longer.
    virtual void flush() = 0;
};

// See broadcast for what listeners may do. Runs on the io_context's thread alone.
class event_bus : public broadcast<models::event_ptr, event_origin>
{
public:
    // They outlive the bus, or are taken away again by an empty list. Each calls notify_progress() when it has got
    // further.
    void record_by(std::vector<event_recorder*> all) { recorders_ = std::move(all); }
    void notify_progress()
    {
        progressed_.notify_all();
        progress_.publish();
    }
    // Tells each time that a recorder has got further.
    broadcast<>& progress() noexcept { return progress_; }

    // A place in what was taken: that of each recorder, for one may be far behind the other.
    using mark = std::vector<std::uint64_t>;
    mark taken() const;
    bool are_settled(mark const& until) const;

    // Waits until every event that was taken before the mark is settled. Cancellation ends the wait with
    // operation_aborted.
    task<void> wait_until_settled(mark until);
    // The same for those taken before now, for at most `limit`: false where one is not settled by then.
    task<bool> wait_until_settled(std::chrono::milliseconds limit);

    // Whoever takes events in from a socket takes no further one while too many wait to be stored. Of a client that has
    // left, what it sent is taken until twice as many wait: it comes from no one else again.
    bool is_congested() const { return load() >= 1; }
    bool is_full() const { return load() >= 2; }
    // Until it is no longer congested. Cancellation ends the wait with operation_aborted.
    task<void> wait_for_room();
    // Until it is no longer full.
    task<void> wait_for_last_room();

    // Events that came and were not put on the bus.
    event_refusals& refusals() noexcept { return refusals_; }

private:
    double load() const;
    void flush();

    std::vector<event_recorder*> recorders_;
    signal progressed_;
    broadcast<> progress_;
    event_refusals refusals_;
};

} // namespace praetor::services
