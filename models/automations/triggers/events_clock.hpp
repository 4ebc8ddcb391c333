// The clock by which triggers are evaluated: that of the events, which may be behind. Its row is what servers take
// turns by.
#pragma once

#include <models/events/event.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <optional>

namespace praetor::models {

// How far the events are behind, as far as they tell: what the last occurred at, and when that was seen.
struct events_clock
{
    std::optional<timestamp> events_clock;
    std::optional<timestamp> clock_set;

    // What to add to the time of this server; nothing before the first event was seen.
    duration offset() const { return events_clock && clock_set ? *events_clock - *clock_set : duration{0}; }
    // The event was looked at now; one of the future counts as of now.
    void see(event const& one, timestamp now);
};
BOOST_DESCRIBE_STRUCT(events_clock, (), (events_clock, clock_set))

// Waits until nobody else evaluates; until the end of the transaction nobody else does.
task<events_clock> hold_evaluation(db::connection& conn);

// Enqueues what the clock shows now.
void enqueue_clock(db::connection& conn, events_clock const& clock);

} // namespace praetor::models
