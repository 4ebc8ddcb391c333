#include <models/schedules/recurrence_days.hpp>

#include <algorithm>
#include <array>

namespace praetor::models::schedules {
namespace {

constexpr std::array<int, 13> month_starts{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

bool is_leap(int year)
{
    return std::chrono::year{year}.is_leap();
}

int length_of(int year)
{
    return is_leap(year) ? 366 : 365;
}

int month_start(int month, bool leap)
{
    return month_starts[static_cast<std::size_t>(month)] + (leap && month >= 2 ? 1 : 0);
}

int remainder(std::int64_t value, int divisor)
{
    auto const rest = static_cast<int>(value % divisor);
    return rest < 0 ? rest + divisor : rest;
}

std::uint64_t bits_of(number_list const& values, std::int64_t sign, std::int64_t max_value)
{
    std::uint64_t bits = 0;
    if (values)
        for (auto const value : *values)
            if (value * sign > 0 && value * sign <= max_value)
                bits |= std::uint64_t{1} << (value * sign);
    return bits;
}

// Index of Easter Sunday in the year (Gregorian; Meeus, Jones and Butcher).
int easter_index(int year)
{
    int const a = year % 19;
    int const b = year / 100;
    int const c = year % 100;
    int const h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int const l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int const m = (a + 11 * h + 22 * l) / 451;
    int const month = (h + l - 7 * m + 114) / 31;
    int const day = (h + l - 7 * m + 114) % 31 + 1;
    return month_start(month - 1, is_leap(year)) + day - 1;
}

} // namespace

recurrence_days::recurrence_days(recurrence_rule const& rule)
    : rule_(rule), months_(bits_of(rule.months, 1, 12)), month_days_(bits_of(rule.month_days, 1, 31)),
      days_from_end_(bits_of(rule.month_days, -1, 31))
{
    if (rule.month_days) // zeros alone let every day through
        has_month_days_ = std::ranges::any_of(*rule.month_days, [](std::int64_t day) { return day != 0; });
    if (rule.year_days)
        for (auto const day : *rule.year_days) {
            if (day > 0 && day <= 366)
                year_days_.set(static_cast<std::size_t>(day));
            if (day < 0 && day >= -366)
                year_days_from_end_.set(static_cast<std::size_t>(-day));
        }
    if (rule.weekdays)
        for (auto const& one : *rule.weekdays) {
            if (one.nth == 0 || rule.freq > frequency::monthly)
                weekdays_ |= std::uint64_t{1} << one.weekday;
            else
                nth_weekdays_.push_back(one);
        }
}

std::pair<int, int> recurrence_days::month(int month) const
{
    bool const leap = year_length_ == 366;
    return {month_start(month - 1, leap), month_start(month, leap)};
}

void recurrence_days::turn_to(int year, int month)
{
    if (year == year_ && (month == month_ || nth_weekdays_.empty()))
        return;
    if (year != year_) {
        std::chrono::sys_days const first{std::chrono::year{year} / 1 / 1};
        year_ = year;
        year_length_ = length_of(year);
        next_length_ = length_of(year + 1);
        first_day_ = first.time_since_epoch().count();
        first_weekday_ = static_cast<int>(std::chrono::weekday{first}.iso_encoding()) - 1;
        if (rule_.week_numbers)
            mark_weeks();
        if (rule_.easter_days)
            mark_easter();
    }
    month_ = month;
    if (!nth_weekdays_.empty())
        mark_nth_weekdays(month);
}

void recurrence_days::mark_weeks()
{
    weeks_.reset();
    auto const& wanted = *rule_.week_numbers;
    auto const is_wanted = [&](std::int64_t number) { return std::ranges::find(wanted, number) != wanted.end(); };
    int const start = rule_.week_start;
    auto const mark_week = [&](int day) {
        for (int i = 0; i < 7 && day >= 0 && day < max_days; ++i) {
            weeks_.set(static_cast<std::size_t>(day));
            if (weekday(++day) == start)
                break;
        }
    };
    int const first_start = remainder(7 - first_weekday_ + start, 7);
    int first_week = first_start;
    int length = year_length_ - first_start;
    if (first_start >= 4) {
        first_week = 0;
        length = year_length_ + remainder(first_weekday_ - start, 7);
    }
    int const weeks = length / 7 + length % 7 / 4;
    int const shift = first_week != first_start ? 7 - first_start : 0;
    for (auto number : wanted) {
        if (number < 0)
            number += weeks + 1;
        if (number <= 0 || number > weeks)
            continue;
        mark_week(number > 1 ? first_week + (static_cast<int>(number) - 1) * 7 - shift : first_week);
    }
    if (is_wanted(1)) { // the first week of the next year
        int const day = first_week + weeks * 7 - shift;
        if (day < year_length_)
            mark_week(day);
    }
    if (first_week != 0) { // days of the last week of the year before
        std::int64_t last_week = -1;
        if (!is_wanted(-1)) {
            auto const before = std::chrono::sys_days{std::chrono::year{year_ - 1} / 1 / 1};
            int const first_weekday = static_cast<int>(std::chrono::weekday{before}.iso_encoding()) - 1;
            int const its_start = remainder(7 - first_weekday + start, 7);
            if (its_start >= 4)
                last_week = 52 + (length_of(year_ - 1) + remainder(first_weekday - start, 7)) % 7 / 4;
            else
                last_week = 52 + remainder(year_length_ - first_week, 7) / 4;
        }
        if (is_wanted(last_week))
            for (int day = 0; day < first_week; ++day)
                weeks_.set(static_cast<std::size_t>(day));
    }
}

void recurrence_days::mark_nth_weekdays(int month)
{
    nth_days_.reset();
    std::vector<std::pair<int, int>> ranges;
    bool const leap = year_length_ == 366;
    if (rule_.freq == frequency::monthly) {
        ranges.emplace_back(month_start(month - 1, leap), month_start(month, leap));
    }
    else if (rule_.months && !rule_.months->empty()) {
        for (auto const one : *rule_.months)
            if (one >= 1 && one <= 12)
                ranges.emplace_back(month_start(static_cast<int>(one) - 1, leap),
                                    month_start(static_cast<int>(one), leap));
    }
    else {
        ranges.emplace_back(0, year_length_);
    }
    for (auto const& [first, end] : ranges) {
        for (auto const& [wanted, nth] : nth_weekdays_) {
            if (nth > 54 || nth < -54)
                continue;
            int const count = static_cast<int>(nth);
            int day = 0;
            if (count < 0) {
                day = end - 1 + (count + 1) * 7;
                day -= remainder(first_weekday_ + day - wanted, 7);
            }
            else {
                day = first + (count - 1) * 7;
                day += remainder(wanted - weekday(day), 7);
            }
            if (day >= first && day < end)
                nth_days_.set(static_cast<std::size_t>(day));
        }
    }
}

void recurrence_days::mark_easter()
{
    easter_.reset();
    int const days = year_length_ + 7;
    for (auto const offset : *rule_.easter_days) {
        if (offset < -2 * days || offset > days)
            continue;
        int day = easter_index(year_) + static_cast<int>(offset);
        if (day < 0)
            day += days; // as Python counts from the end of a list
        if (day >= 0 && day < days)
            easter_.set(static_cast<std::size_t>(day));
    }
}

bool recurrence_days::fits_year_day(int day) const
{
    int from_start = day + 1;
    int from_end = year_length_ - day;
    if (day >= year_length_) {
        from_start = day + 1 - year_length_;
        from_end = next_length_ - day + year_length_;
    }
    return year_days_.test(static_cast<std::size_t>(from_start)) ||
           (from_end >= 0 && from_end <= 366 && year_days_from_end_.test(static_cast<std::size_t>(from_end)));
}

bool recurrence_days::fits(int day) const
{
    auto const index = static_cast<std::size_t>(day);
    if (weekdays_ != 0 && (weekdays_ >> weekday(day) & 1) == 0)
        return false;
    if (!nth_weekdays_.empty() && !nth_days_.test(index))
        return false;
    if (rule_.months || has_month_days_) {
        // The week behind the year is the first of January's.
        bool const beyond = day >= year_length_;
        int const of_year = beyond ? day - year_length_ : day;
        bool const leap = year_length_ == 366 && !beyond;
        int month = std::min(of_year / 29 + 1, 12);
        while (of_year < month_start(month - 1, leap))
            --month;
        if (rule_.months && (months_ >> month & 1) == 0)
            return false;
        int const month_day = of_year - month_start(month - 1, leap) + 1;
        int const from_end = month_start(month, leap) - of_year;
        if (has_month_days_ && (month_days_ >> month_day & 1) == 0 && (days_from_end_ >> from_end & 1) == 0)
            return false;
    }
    if (rule_.week_numbers && !weeks_.test(index))
        return false;
    if (rule_.easter_days && !easter_.test(index))
        return false;
    return !rule_.year_days || fits_year_day(day);
}

} // namespace praetor::models::schedules
