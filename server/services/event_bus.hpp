// The way of an event inside one process: whoever takes an event in publishes it, recorders and subscribers listen.
#pragma once

#include <models/events/event.hpp>

#include <server/base/broadcast.hpp>
#include <server/base/signal.hpp>
#include <server/base/task.hpp>

#include <chrono>
#include <cstdint>
#include <functional>

namespace praetor::services {

// Whether an event is in the database already.
enum class event_origin
{
    stored,  // a write of this server stored it in its own transaction
    received // it came from outside and is still to be stored
};

// See broadcast for what listeners may do. Runs on the io_context's thread alone.
class event_bus : public broadcast<models::event_ptr, event_origin>
{
public:
    // How many received events were taken for storing since the start, and how many of them are stored (or were refused
    // by the database). Both grow only.
    struct storing
    {
        std::uint64_t taken = 0;
        std::uint64_t settled = 0;
    };

    // Whoever stores received events tells how far it is, and says so when it got further.
    void report_storing_by(std::function<storing()> reports) { reports_ = std::move(reports); }
    void notify_progress() { progressed_.notify_all(); }
    storing progress() const { return reports_ ? reports_() : storing{}; }

    // Waits until every event that was taken before now is settled, for at most `limit`: false where one is not by then.
    // Cancellation ends the wait with operation_aborted.
    task<bool> wait_until_settled(std::chrono::milliseconds limit);

    // Whoever takes events in from a socket reads no further while too many wait to be stored. Cancellation ends the wait
    // with operation_aborted.
    static constexpr std::uint64_t max_waiting = 20'000;
    bool is_congested() const
    {
        auto const far = progress();
        return far.taken - far.settled > max_waiting;
    }
    task<void> wait_for_room();

private:
    std::function<storing()> reports_;
    signal progressed_;
};

} // namespace praetor::services
