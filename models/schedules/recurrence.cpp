// rrule._iter() of dateutil 2.9: the same times in the same order, but reached by arithmetic where dateutil walks.
#include <models/schedules/recurrence.hpp>

#include <algorithm>

namespace praetor::models::schedules {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::seconds;

constexpr std::int64_t day_seconds = 86'400;
constexpr std::int64_t hour_seconds = 3'600;
constexpr std::int64_t last_year = 9'999;

std::uint64_t bits_of(number_list const& values)
{
    std::uint64_t bits = 0;
    if (!values)
        return ~bits;
    for (auto const value : *values)
        if (value >= 0 && value < 60)
            bits |= std::uint64_t{1} << value;
    return bits;
}

bool has(std::uint64_t bits, std::int64_t value)
{
    return (bits >> value & 1) != 0;
}

std::int64_t floor_to(std::int64_t value, std::int64_t unit)
{
    auto const rest = value % unit;
    return value - (rest < 0 ? rest + unit : rest);
}

// The first of base, base + step, … that is not before `at`.
std::int64_t in_step(std::int64_t base, std::int64_t step, std::int64_t at)
{
    return base + (at - base + step - 1) / step * step;
}

std::int64_t period_seconds(frequency freq)
{
    return freq == frequency::hourly ? hour_seconds : freq == frequency::minutely ? 60 : 1;
}

std::int64_t count_of(wall_time wall)
{
    return floor<seconds>(wall).time_since_epoch().count();
}

std::chrono::year_month_day date_of(wall_time wall)
{
    return std::chrono::year_month_day{floor<days>(wall)};
}

std::int64_t month_count(std::chrono::year_month_day const& date)
{
    return std::int64_t{static_cast<int>(date.year())} * 12 + static_cast<unsigned>(date.month()) - 1;
}

// The day that begins the week of `day`.
std::int64_t week_begin(std::int64_t day, int week_start)
{
    auto const weekday = static_cast<int>(std::chrono::weekday{std::chrono::local_days{days{day}}}.iso_encoding()) - 1;
    return day - (weekday - week_start + 7) % 7;
}

} // namespace

recurrence::recurrence(recurrence_rule const& rule, wall_time from, step_budget& budget)
    : rule_(rule), budget_(budget), days_(rule), hours_(bits_of(rule.hours)), minutes_(bits_of(rule.minutes)),
      seconds_(bits_of(rule.seconds)), left_(rule.count)
{
    if (!is_within_a_day())
        make_times(0);
    skip_to(from);
    if (is_within_a_day()) {
        auto const unit = period_seconds(rule.freq);
        time_ = floor_to(count_of(rule.start), unit) + period_ * rule.interval * unit;
    }
    done_ = !begin_period();
}

// Every time of a day; of rules within a day, of the hour or minute with which the period begins.
void recurrence::make_times(std::int64_t of_day)
{
    times_.clear();
    auto const each = [&](std::uint64_t bits, std::int64_t max_value, auto take) {
        for (std::int64_t value = 0; value < max_value; ++value)
            if (has(bits, value))
                take(value);
    };
    auto const hour = of_day / hour_seconds;
    auto const minute = of_day / 60 % 60;
    auto const with_minute = [&](std::int64_t h, std::int64_t m) {
        each(seconds_, 60,
             [&](std::int64_t s) { times_.push_back(static_cast<std::int32_t>(h * hour_seconds + m * 60 + s)); });
    };
    auto const with_hour = [&](std::int64_t h) { each(minutes_, 60, [&](std::int64_t m) { with_minute(h, m); }); };
    if (rule_.freq == frequency::hourly)
        with_hour(hour);
    else if (rule_.freq == frequency::minutely)
        with_minute(hour, minute);
    else
        each(hours_, 24, with_hour);
}

// Whole periods that end before `from`.
std::int64_t recurrence::periods_before(wall_time from) const
{
    auto const start = date_of(rule_.start);
    auto const until = date_of(from);
    auto const start_day = floor<days>(rule_.start).time_since_epoch().count();
    auto const from_day = floor<days>(from).time_since_epoch().count();
    switch (rule_.freq) {
    case frequency::yearly:
        return (static_cast<int>(until.year()) - static_cast<int>(start.year())) / rule_.interval;
    case frequency::monthly:
        return (month_count(until) - month_count(start)) / rule_.interval;
    case frequency::weekly:
        return (week_begin(from_day, rule_.week_start) - week_begin(start_day, rule_.week_start)) / 7 / rule_.interval;
    case frequency::daily:
        return (from_day - start_day) / rule_.interval;
    default: {
        auto const unit = period_seconds(rule_.freq);
        auto const apart = count_of(from) - count_of(rule_.start) - unit;
        return std::max<std::int64_t>(apart / unit / rule_.interval, 0);
    }
    }
}

void recurrence::skip_to(wall_time from)
{
    if (from <= rule_.start)
        return;
    if (left_ && !fires_each_period())
        return;
    period_ = periods_before(from);
    if (left_)
        *left_ -= period_;
}

// Once in each, and in the first at the start: what is left of COUNT is arithmetic.
bool recurrence::fires_each_period() const
{
    if (rule_.set_positions || rule_.months || rule_.month_days || rule_.year_days || rule_.week_numbers ||
        rule_.easter_days || rule_.weekdays || rule_.hours)
        return false;
    auto const start = count_of(rule_.start);
    auto const is = [](number_list const& values, std::int64_t value) {
        return values && values->size() == 1 && values->front() == value;
    };
    bool const at_second = is(rule_.seconds, floor_to(start, 1) - floor_to(start, 60));
    switch (rule_.freq) {
    case frequency::hourly:
        return at_second && is(rule_.minutes, (floor_to(start, 60) - floor_to(start, hour_seconds)) / 60);
    case frequency::minutely:
        return at_second && !rule_.minutes;
    default:
        return rule_.freq == frequency::secondly && !rule_.minutes && !rule_.seconds;
    }
}

bool recurrence::begin_days(int year, int month, std::int64_t first, std::int64_t end)
{
    days_.turn_to(year, month);
    fitting_days_.clear();
    if (!budget_.take(1 + (end - first) / 8))
        return false;
    for (auto day = first; day < end; ++day)
        if (days_.fits(static_cast<int>(day - days_.first_day())))
            fitting_days_.push_back(day);
    return true;
}

// Of rules within a day: on to the next period whose day and time fit.
bool recurrence::begin_time()
{
    auto const unit = period_seconds(rule_.freq);
    auto const step = unit * rule_.interval;
    while (budget_.take()) {
        if (!is_on_the_calendar(seconds{time_}))
            return false;
        auto const day = floor<days>(seconds{time_}).count();
        auto const of_day = time_ - day * day_seconds;
        if (fitting_days_.empty() || fitting_days_.front() != day) {
            auto const date = std::chrono::year_month_day{std::chrono::local_days{days{day}}};
            days_.turn_to(static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())));
            if (!days_.fits(static_cast<int>(day - days_.first_day()))) {
                time_ = in_step(time_, step, (day + 1) * day_seconds);
                continue;
            }
            fitting_days_.assign(1, day);
        }
        if (!has(hours_, of_day / hour_seconds)) {
            time_ = in_step(time_, step, time_ - of_day % hour_seconds + hour_seconds);
            continue;
        }
        if (rule_.freq >= frequency::minutely && !has(minutes_, of_day / 60 % 60)) {
            time_ = in_step(time_, step, time_ - of_day % 60 + 60);
            continue;
        }
        if (rule_.freq == frequency::secondly && !has(seconds_, of_day % 60)) {
            time_ += step;
            continue;
        }
        if (rule_.freq == frequency::secondly)
            times_.assign(1, static_cast<std::int32_t>(of_day));
        else
            make_times(of_day);
        return true;
    }
    return false;
}

bool recurrence::begin_period()
{
    at_day_ = 0;
    at_time_ = 0;
    if (is_within_a_day()) {
        if (!begin_time())
            return false;
        choose_positions();
        return true;
    }
    auto const start = date_of(rule_.start);
    auto const start_day = floor<days>(rule_.start).time_since_epoch().count();
    auto const ahead = period_ * rule_.interval;
    bool begun = false;
    switch (rule_.freq) {
    case frequency::yearly: {
        auto const year = static_cast<int>(start.year()) + ahead;
        if (year > last_year)
            return false;
        days_.turn_to(static_cast<int>(year), 1);
        begun = begin_days(static_cast<int>(year), 1, days_.first_day(), days_.first_day() + days_.year_length());
        break;
    }
    case frequency::monthly: {
        auto const months = month_count(start) + ahead;
        if (months / 12 > last_year)
            return false;
        int const year = static_cast<int>(months / 12);
        int const month = static_cast<int>(months % 12) + 1;
        days_.turn_to(year, month);
        auto const [first, end] = days_.month(month);
        begun = begin_days(year, month, days_.first_day() + first, days_.first_day() + end);
        break;
    }
    default: { // weekly or daily
        bool const weekly = rule_.freq == frequency::weekly;
        auto first = start_day + ahead;
        auto end = first + 1;
        if (weekly) {
            auto const week = week_begin(start_day, rule_.week_start) + ahead * 7;
            first = std::max(week, start_day); // the first week begins with the start
            end = week + 7;
        }
        static constexpr auto past_calendar = floor<days>(max_timestamp.time_since_epoch()).count();
        if (end > past_calendar || !is_on_the_calendar(days{end}))
            return false;
        auto const date = std::chrono::year_month_day{std::chrono::local_days{days{first}}};
        begun = begin_days(static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())), first,
                           end);
    }
    }
    if (begun)
        choose_positions();
    return begun;
}

// What BYSETPOS leaves of the times of a period.
void recurrence::choose_positions()
{
    positions_.clear();
    if (!rule_.set_positions || times_.empty())
        return;
    auto const count = static_cast<std::int64_t>(fitting_days_.size());
    auto const of_day = static_cast<std::int64_t>(times_.size());
    for (auto const position : *rule_.set_positions) {
        auto const index = position > 0 ? position - 1 : count * of_day + position;
        if (index < 0 || index >= count * of_day)
            continue;
        positions_.push_back(fitting_days_[static_cast<std::size_t>(index / of_day)] * day_seconds +
                             times_[static_cast<std::size_t>(index % of_day)]);
    }
    std::ranges::sort(positions_);
    auto const twice = std::ranges::unique(positions_);
    positions_.erase(twice.begin(), twice.end());
}

std::optional<wall_time> recurrence::next_in_period()
{
    if (rule_.set_positions && !times_.empty()) {
        if (at_day_ == positions_.size())
            return std::nullopt;
        return wall_time{seconds{positions_[at_day_++]}};
    }
    if (at_time_ == times_.size()) {
        at_time_ = 0;
        ++at_day_;
    }
    if (times_.empty() || at_day_ >= fitting_days_.size())
        return std::nullopt;
    return wall_time{seconds{fitting_days_[at_day_] * day_seconds + times_[at_time_++]}};
}

std::optional<wall_time> recurrence::next()
{
    while (!done_) {
        if (auto const found = next_in_period()) {
            if (rule_.until && *found > rule_.until->wall)
                break;
            if (*found < rule_.start)
                continue;
            if (left_ && --*left_ < 0)
                break;
            if (!budget_.take())
                break;
            return found;
        }
        ++period_;
        time_ += period_seconds(rule_.freq) * rule_.interval;
        if (!begin_period())
            break;
    }
    done_ = true;
    return std::nullopt;
}

} // namespace praetor::models::schedules
