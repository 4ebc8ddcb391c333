// The dates of an interval.
#pragma once

#include <models/schedules/date_search.hpp>
#include <models/schedules/time_zone.hpp>

namespace praetor::models::schedules {

// The dates `anchor` + k × `every` (above zero). The whole days of `every` are days of the calendar: the clock shows
// the same after them, however clocks were set; a date that clocks skip is moved behind the change, and those that
// follow it with it.
found_dates interval_dates(duration every, timestamp anchor, time_zone const& zone, date_query const& wanted);

} // namespace praetor::models::schedules
