// How slots of a limit are counted: taken, given back, and forgotten over time, denied ones too. Without a database:
// whoever calls has locked the limits, and writes what changed.
#pragma once

#include <models/limits/concurrency_limit.hpp>

namespace praetor::models {

// The slots that are taken at `when`, after what decayed since the last change.
std::int64_t active_slots_at(concurrency_limit const& limit, timestamp when);

// Whether so many more fit. An inactive limit has no room for those who ask whether it has.
bool has_room(concurrency_limit const& limit, std::int64_t slots, timestamp when);

// Counts slots as taken, though they may not fit.
void take_slots(concurrency_limit& limit, std::int64_t slots, timestamp when, max_waits const& waits);

// Gives slots back that were held for `occupied` seconds, where that is known. Those of an inactive limit stay.
void release_slots_of(concurrency_limit& limit, std::int64_t slots, std::optional<double> occupied, timestamp when,
                      max_waits const& waits);

// Seconds that who was refused should wait on average: for the limit that more are waiting for than for any other.
double average_wait(std::vector<concurrency_limit> const& limits, std::int64_t slots, max_waits const& waits);

// Waits of a Poisson process that are at most `factor` longer than their average, and as much shorter as keeps the
// median where it is: so that who was refused together does not come back together.
double jitter_around(double average, double factor = 0.3);

} // namespace praetor::models
