// _rrulestr._parse_rfc_rrule() and rrule.__init__() of dateutil 2.9.
#include <models/schedules/recurrence_rule.hpp>

#include <models/schedules/words.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

namespace praetor::models::schedules {
namespace {

constexpr std::array<std::string_view, 7> frequencies{"YEARLY", "MONTHLY",  "WEEKLY",  "DAILY",
                                                      "HOURLY", "MINUTELY", "SECONDLY"};
constexpr std::array<std::string_view, 7> weekdays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

// Thrown inside the reading of a value; the caller knows which.
struct invalid_value
{};

template <std::size_t N>
std::size_t index_of(std::array<std::string_view, N> const& names, std::string_view name)
{
    auto const found = std::ranges::find(names, name);
    if (found == names.end())
        throw invalid_value{};
    return static_cast<std::size_t>(found - names.begin());
}

std::int64_t number(std::string_view text)
{
    auto const value = integer_of(text);
    if (!value)
        throw invalid_value{};
    return *value;
}

std::vector<std::int64_t> numbers(std::string_view text)
{
    std::vector<std::int64_t> values;
    for (auto const part : parts_of(text, ','))
        values.push_back(number(part));
    return values;
}

// "MO", "+1MO", "MO(+1)"
nth_weekday parse_weekday(std::string_view text)
{
    std::string_view name = text;
    std::string_view nth;
    if (auto const open = text.find('('); open != std::string_view::npos) {
        name = text.substr(0, open);
        nth = text.substr(open + 1);
        nth = nth.substr(0, nth.find('('));
        if (nth.size() < 2)
            throw invalid_value{};
        nth.remove_suffix(1);
    }
    else {
        auto const end = text.find_first_not_of("+-0123456789");
        if (end == std::string_view::npos)
            throw invalid_value{};
        nth = text.substr(0, end);
        name = text.substr(end);
    }
    nth_weekday made{static_cast<int>(index_of(weekdays, name)), 0};
    if (!nth.empty()) {
        made.nth = number(nth);
        if (made.nth == 0)
            throw invalid_value{};
    }
    return made;
}

std::vector<nth_weekday> parse_weekdays(std::string_view text)
{
    std::vector<nth_weekday> days;
    for (auto const part : parts_of(text, ','))
        days.push_back(parse_weekday(part));
    return days;
}

rrule_value parse_until(std::string_view text)
{
    try {
        return parse_rrule_value(text);
    }
    catch (bad_rrule const&) {
        throw invalid_value{};
    }
}

// False where there is no such part.
bool read_part(recurrence_rule& out, std::string_view name, std::string_view value)
{
    struct list
    {
        std::string_view name;
        number_list recurrence_rule::* member;
    };
    static constexpr std::array<list, 9> lists{{{"BYSETPOS", &recurrence_rule::set_positions},
                                                {"BYMONTH", &recurrence_rule::months},
                                                {"BYMONTHDAY", &recurrence_rule::month_days},
                                                {"BYYEARDAY", &recurrence_rule::year_days},
                                                {"BYEASTER", &recurrence_rule::easter_days},
                                                {"BYWEEKNO", &recurrence_rule::week_numbers},
                                                {"BYHOUR", &recurrence_rule::hours},
                                                {"BYMINUTE", &recurrence_rule::minutes},
                                                {"BYSECOND", &recurrence_rule::seconds}}};
    for (auto const& one : lists) {
        if (one.name == name) {
            out.*one.member = numbers(value);
            return true;
        }
    }
    if (name == "INTERVAL")
        out.interval = number(value);
    else if (name == "COUNT")
        out.count = number(value);
    else if (name == "UNTIL")
        out.until = parse_until(value);
    else if (name == "WKST")
        out.week_start = static_cast<int>(index_of(weekdays, value));
    else if (name == "BYDAY" || name == "BYWEEKDAY")
        out.weekdays = parse_weekdays(value);
    else
        return false;
    return true;
}

// "name=value"; as Python unpacks a split.
std::pair<std::string_view, std::string_view> unpack(std::string_view text, char mark)
{
    auto const parts = parts_of(text, mark);
    if (parts.size() < 2)
        throw bad_rrule{"not enough values to unpack (expected 2, got 1)"};
    if (parts.size() > 2)
        throw bad_rrule{"too many values to unpack (expected 2)"};
    return {parts[0], parts[1]};
}

// Those that steps of the interval, counted from the start, can come to.
void keep_reachable(number_list& values, std::int64_t start, std::int64_t interval, std::int64_t cycle)
{
    auto const divisor = std::gcd(interval, cycle);
    std::erase_if(*values, [&](std::int64_t value) { return (value - start) % divisor != 0; });
    if (values->empty())
        throw bad_rrule{"Invalid rrule byxxx generates an empty set."};
}

void check_range(number_list const& values, std::int64_t max_value, std::string_view name)
{
    if (values && !std::ranges::all_of(*values, [&](std::int64_t value) { return value >= 0 && value <= max_value; }))
        throw bad_rrule{fmt::format("{} must be in 0..{}", name, max_value)};
}

void check_positions(number_list const& positions)
{
    if (positions &&
        !std::ranges::all_of(*positions, [](std::int64_t one) { return one != 0 && one >= -366 && one <= 366; }))
        throw bad_rrule{"bysetpos must be between 1 and 366, or between -366 and -1"};
}

void sort_and_unite(number_list& values)
{
    if (!values)
        return;
    std::ranges::sort(*values);
    auto const twice = std::ranges::unique(*values);
    values->erase(twice.begin(), twice.end());
}

// What the start says where the rule does not.
void fill_from_start(recurrence_rule& rule)
{
    auto const day = std::chrono::floor<std::chrono::days>(rule.start);
    std::chrono::year_month_day const date{day};
    std::chrono::hh_mm_ss const time{std::chrono::floor<std::chrono::seconds>(rule.start) - day};
    std::int64_t const month = static_cast<unsigned>(date.month());
    std::int64_t const month_day = static_cast<unsigned>(date.day());
    if (!rule.week_numbers && !rule.year_days && !rule.month_days && !rule.weekdays && !rule.easter_days) {
        if (rule.freq == frequency::yearly && !rule.months)
            rule.months = {month};
        if (rule.freq == frequency::yearly || rule.freq == frequency::monthly)
            rule.month_days = {month_day};
        else if (rule.freq == frequency::weekly)
            rule.weekdays = {{static_cast<int>(std::chrono::weekday{day}.iso_encoding()) - 1, 0}};
    }

    struct unit
    {
        number_list recurrence_rule::* member;
        frequency its;
        std::int64_t start;
        std::int64_t cycle;
        std::string_view name;
    };
    std::array<unit, 3> const units{
        {{&recurrence_rule::hours, frequency::hourly, time.hours().count(), 24, "hour"},
         {&recurrence_rule::minutes, frequency::minutely, time.minutes().count(), 60, "minute"},
         {&recurrence_rule::seconds, frequency::secondly, time.seconds().count(), 60, "second"}}};
    for (auto const& [member, its, start, cycle, name] : units) {
        auto& values = rule.*member;
        sort_and_unite(values);
        if (values && rule.freq == its)
            keep_reachable(values, start, rule.interval, cycle);
        else if (!values && rule.freq < its)
            values = {start};
    }
    for (auto const& [member, its, start, cycle, name] : units)
        if (rule.freq < its)
            check_range(rule.*member, cycle - 1, name);
}

} // namespace

recurrence_rule parse_recurrence_rule(std::string_view text, std::optional<rrule_value> const& start)
{
    if (text.find(':') != std::string_view::npos) {
        auto const [name, value] = unpack(text, ':');
        if (name != "RRULE")
            throw bad_rrule{"unknown parameter name"};
        text = value;
    }
    recurrence_rule rule;
    rule.start = std::chrono::floor<std::chrono::seconds>(start ? start->wall : default_start);
    bool has_frequency = false;
    for (auto const pair : parts_of(text, ';')) {
        auto const [name, value] = unpack(pair, '=');
        try {
            if (name == "FREQ") {
                rule.freq = static_cast<frequency>(index_of(frequencies, value));
                has_frequency = true;
            }
            else if (!read_part(rule, name, value)) {
                throw bad_rrule{fmt::format("unknown parameter '{}'", name)};
            }
        }
        catch (invalid_value const&) {
            throw bad_rrule{fmt::format("invalid '{}': {}", name, value)};
        }
    }
    // The reference fails here, and hangs or fails at an interval that is none.
    if (!has_frequency)
        throw bad_rrule{"FREQ is missing"};
    if (rule.interval < 1)
        throw bad_rrule{"INTERVAL must be at least 1"};
    if (rule.until && start && rule.until->has_zone != start->has_zone)
        throw bad_rrule{"RRULE UNTIL values must be specified in UTC when DTSTART is timezone-aware"};
    check_positions(rule.set_positions);
    fill_from_start(rule);
    return rule;
}

} // namespace praetor::models::schedules
