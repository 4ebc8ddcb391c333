// Automations that fire one another. What praetor tells of a firing and of its actions may fire automations again, and
// one that looks for every event fires by its own: without an end, and where there are two, ever more of them. So an
// event that a firing led to says how many firings may still follow from it, all together; an event from outside has no
// bound.
#pragma once

#include <models/events/event.hpp>

#include <db/connection.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace praetor::models {

// As many follow from an event of outside, shared by the firings that it caused itself, which are never too many.
inline constexpr std::int64_t max_cascade = 100;
// Each of those has as many, even if they are thousands: an automation may look for what others did.
inline constexpr std::int64_t min_cascade = 10;

// What each of `made` > 0 firings leaves to the events that come of it, if their own event had `firings_left`; nothing:
// no firing led to it.
constexpr std::int64_t firings_left_after(std::optional<std::int64_t> firings_left, std::int64_t made)
{
    if (!firings_left)
        return std::max(min_cascade, max_cascade / made - 1);
    return std::max<std::int64_t>(*firings_left / made - 1, 0);
}

// What one has that waited as a follower, whose table is the reference's and does not tell.
inline std::optional<std::int64_t> firings_left_of_follower(event const& one)
{
    return one.event.starts_with("prefect.automation.") ? std::optional{min_cascade} : std::nullopt;
}

// Events by what they have left.
using cascade = std::map<std::int64_t, std::vector<uuid>>;

// Enqueues that these have so much left, where they are in the queue: after what stores them, in the same transaction.
void enqueue_firings_left(db::connection& conn, cascade const& events);

} // namespace praetor::models
