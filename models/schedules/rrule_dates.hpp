// The dates of an RRULE text in a zone.
#pragma once

#include <models/schedules/date_search.hpp>
#include <models/schedules/rrule_set.hpp>
#include <models/schedules/time_zone.hpp>

namespace praetor::models::schedules {

// Each once, as moments of time_zone::rrule_instant().
found_dates rrule_dates(rrule_set const& set, time_zone const& zone, date_query const& wanted);

} // namespace praetor::models::schedules
