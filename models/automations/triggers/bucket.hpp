// What an event trigger has counted, and what an event or the end of its time makes of that. No database and no clock:
// state goes in, and comes out changed.
#pragma once

#include <models/automations/triggers/held_events.hpp>
#include <models/automations/triggers/noted_event.hpp>
#include <models/automations/triggers/trigger.hpp>

#include <server/base/timestamp.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace praetor::models {

// How far events may come out of order.
inline constexpr duration preceding_event_lookback = std::chrono::minutes{15};

// Counts the events of [start, end). At most one is open for a trigger and bucketing key.
struct bucket
{
    timestamp start{};
    timestamp end{};
    std::int64_t count = 0;
    noted_event_ptr last_event;      // null where none is known
    std::string_view last_operation; // as the reference calls what it did last
};

// The state of one bucketing key of one trigger.
struct key_state
{
    std::optional<bucket> open;
    held_events held;
};

// The events that fired, one a firing, each null where a proactive trigger has seen none.
using fired_events = std::vector<noted_event_ptr>;

// An event that the trigger covers has come. Proactive triggers fire by it, too: what they have waited for until it
// occurred, they wait for no longer.
void count_event(event_trigger const& of, key_state& state, noted_event_ptr const& event, fired_events& fired);

// Time has gone on to `as_of`; of a proactive trigger. One without keys has a bucket from the first time on. The
// buckets that have seen enough are gone already: see has_seen_enough().
void pass_time(event_trigger const& of, key_state& state, timestamp as_of, fired_events& fired);

// Whether a proactive trigger's bucket can fire no more, and may go before its end.
inline bool has_seen_enough(event_trigger const& of, bucket const& one)
{
    return one.count >= of.threshold;
}

// Opens the bucket of a proactive trigger without keys where there is none.
void ensure_bucket_of_time(event_trigger const& of, key_state& state, timestamp as_of);

// Whether the trigger keeps the events that it only expects for buckets that open later over them.
inline bool holds_events(event_trigger const& of)
{
    return of.is_proactive() && !of.after.empty();
}

} // namespace praetor::models
