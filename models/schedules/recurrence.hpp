// The times of one rule.
#pragma once

#include <models/schedules/date_search.hpp>
#include <models/schedules/recurrence_days.hpp>
#include <models/schedules/recurrence_rule.hpp>

#include <optional>
#include <vector>

namespace praetor::models::schedules {

// Walks them upwards, period by period (a year of a yearly rule, a second of one that fires each second).
class recurrence
{
public:
    // Those before `from` may be left out, and are where that takes no counting. Rule and budget must outlive it.
    recurrence(recurrence_rule const& rule, wall_time from, step_budget& budget);

    // Nothing at the end of the rule, of the calendar, or of the budget.
    std::optional<wall_time> next();

private:
    void skip_to(wall_time from);
    bool fires_each_period() const;
    std::int64_t periods_before(wall_time from) const;
    void make_times(std::int64_t of_day);
    bool begin_period();
    bool begin_days(int year, int month, std::int64_t first, std::int64_t end);
    bool begin_time();
    void choose_positions();
    std::optional<wall_time> next_in_period();

    bool is_within_a_day() const { return rule_.freq >= frequency::hourly; }

    recurrence_rule const& rule_;
    step_budget& budget_;
    recurrence_days days_;
    std::uint64_t hours_ = 0; // as bits
    std::uint64_t minutes_ = 0;
    std::uint64_t seconds_ = 0;

    std::int64_t period_ = 0; // how many intervals from the start
    std::int64_t time_ = 0;   // of rules within a day: seconds since 1970 of the period
    std::optional<std::int64_t> left_;
    bool done_ = false;

    std::vector<std::int64_t> fitting_days_; // since 1970
    std::vector<std::int32_t> times_;        // of a day, in seconds
    std::vector<std::int64_t> positions_;    // chosen by BYSETPOS; seconds since 1970
    std::size_t at_day_ = 0;
    std::size_t at_time_ = 0;
};

} // namespace praetor::models::schedules
