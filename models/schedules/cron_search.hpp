// The times that match a cron expression.
#pragma once

#include <models/schedules/cron_expression.hpp>
#include <models/schedules/date_search.hpp>
#include <models/schedules/time_zone.hpp>

#include <optional>

namespace praetor::models::schedules {

// Walks them upwards, as croniter does; without zones. The expression and the budget must outlive it.
class cron_search
{
public:
    // Begins behind `from`. `day_or`: a time matches by its day or its weekday, where both are told; else by both.
    cron_search(cron_expression const& expression, bool day_or, wall_time from, step_budget& budget);

    // The next one. Nothing where there is none within 50 years, on the calendar, or within the budget.
    std::optional<wall_time> next();

private:
    std::optional<std::int64_t> following(bool any_day, bool any_weekday);

    cron_expression const& expression_;
    bool either_day_;
    std::int64_t current_; // seconds since 1970
    step_budget& budget_;
};

} // namespace praetor::models::schedules
