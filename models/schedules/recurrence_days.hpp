// Which days of a year a rule lets through.
#pragma once

#include <models/schedules/recurrence_rule.hpp>

#include <bitset>
#include <cstdint>

namespace praetor::models::schedules {

// The masks that dateutil lays over a year and the week behind it (_iterinfo).
class recurrence_days
{
public:
    // The rule must outlive it.
    explicit recurrence_days(recurrence_rule const& rule);

    // Turns to a year, and to a month of it where the rule is a monthly one.
    void turn_to(int year, int month);

    // Days since 1970 of the first of January.
    std::int64_t first_day() const noexcept { return first_day_; }
    int year_length() const noexcept { return year_length_; }

    // By index from the first of January on, up to six days into the next year.
    bool fits(int day) const;

    // The indices of a month: [first, second).
    std::pair<int, int> month(int month) const;

private:
    static constexpr int max_days = 366 + 7;
    using mask = std::bitset<max_days>;

    void mark_weeks();
    void mark_nth_weekdays(int month);
    void mark_easter();
    int weekday(int day) const noexcept { return (first_weekday_ + day) % 7; }
    bool fits_year_day(int day) const;

    recurrence_rule const& rule_;
    // The rule's lists as bits; of those with a sign, the positive ones and the negative ones.
    std::uint64_t months_ = 0;
    std::uint64_t month_days_ = 0;
    std::uint64_t days_from_end_ = 0;
    std::uint64_t weekdays_ = 0;
    std::bitset<367> year_days_;
    std::bitset<367> year_days_from_end_;
    std::vector<nth_weekday> nth_weekdays_;
    bool has_month_days_ = false;

    int year_ = 0;
    int month_ = 0;
    int year_length_ = 0;
    int next_length_ = 0;
    int first_weekday_ = 0;
    std::int64_t first_day_ = 0;
    mask weeks_;
    mask nth_days_;
    mask easter_;
};

} // namespace praetor::models::schedules
