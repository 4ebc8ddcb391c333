// One RRULE or EXRULE.
#pragma once

#include <models/schedules/rrule_value.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace praetor::models::schedules {

enum class frequency : std::uint8_t
{
    yearly,
    monthly,
    weekly,
    daily,
    hourly,
    minutely,
    secondly
};

// A weekday (Monday is 0), and which of them in the month or year; 0 is each.
struct nth_weekday
{
    int weekday = 0;
    std::int64_t nth = 0;
};

using number_list = std::optional<std::vector<std::int64_t>>; // nothing where the rule does not say

// What the text says, and what dateutil's rrule takes from the start where it says nothing.
struct recurrence_rule
{
    wall_time start{}; // whole seconds
    frequency freq = frequency::yearly;
    std::int64_t interval = 1; // above 0
    int week_start = 0;        // Monday
    std::optional<std::int64_t> count;
    std::optional<rrule_value> until;
    number_list set_positions;
    number_list months;
    number_list month_days;
    number_list year_days;
    number_list week_numbers;
    number_list easter_days; // from Easter Sunday; dateutil's own
    number_list hours;
    number_list minutes;
    number_list seconds;
    std::optional<std::vector<nth_weekday>> weekdays;
};

// Where the text tells of no DTSTART.
inline constexpr wall_time default_start{std::chrono::local_days{std::chrono::year{2020} / 1 / 1}};

// "FREQ=DAILY;COUNT=3" in capitals, with "RRULE:" before it or without; `start` is the DTSTART, if one is told.
// bad_rrule.
recurrence_rule parse_recurrence_rule(std::string_view text, std::optional<rrule_value> const& start);

} // namespace praetor::models::schedules
