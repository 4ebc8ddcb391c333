// The dates of a cron expression in a zone.
#pragma once

#include <models/schedules/cron_expression.hpp>
#include <models/schedules/date_search.hpp>
#include <models/schedules/time_zone.hpp>

namespace praetor::models::schedules {

// Of times that clocks skip, the moment as if they had not been set (02:30 fires at 03:30); of those that they show
// twice, the first. None before wanted.start.
found_dates cron_dates(cron_expression const& expression, bool day_or, time_zone const& zone, date_query const& wanted);

} // namespace praetor::models::schedules
