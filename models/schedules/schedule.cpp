#include <models/schedules/schedule.hpp>

#include <models/schedules/cron_dates.hpp>
#include <models/schedules/interval_dates.hpp>
#include <models/schedules/rrule_dates.hpp>
#include <models/schedules/time_zones.hpp>

#include <server/base/error.hpp>
#include <server/base/json/schema.hpp>

#include <fmt/format.h>

#include <memory>

namespace praetor::models {
namespace {

using schedules::found_dates;
using schedules::time_zone;

std::shared_ptr<time_zone const> zone_of(std::optional<std::string> const& name)
{
    auto zone = schedules::find_time_zone(name && !name->empty() ? *name : "UTC");
    if (!zone)
        throw error{errc::unprocessable, fmt::format("Invalid timezone: \"{}\"", *name)};
    return zone;
}

found_dates dates_of(interval_schedule const& of, schedules::date_query const& wanted)
{
    return schedules::interval_dates(of.interval.value, *of.anchor_date, *zone_of(of.timezone), wanted);
}

found_dates dates_of(cron_schedule const& of, schedules::date_query const& wanted)
{
    schedules::cron_expression expression;
    if (schedules::parse_cron(*of.cron, expression) != schedules::cron_verdict::good)
        throw error{errc::unprocessable, fmt::format("Invalid cron string: \"{}\"", *of.cron)};
    return schedules::cron_dates(expression, *of.day_or, *zone_of(of.timezone), wanted);
}

found_dates dates_of(rrule_schedule const& of, schedules::date_query const& wanted)
{
    try {
        return schedules::rrule_dates(schedules::parse_rrule_set(*of.rrule), *zone_of(**of.timezone), wanted);
    }
    catch (schedules::bad_rrule const& bad) {
        throw error{errc::unprocessable, fmt::format("Invalid RRule string \"{}\": {}", *of.rrule, bad.what())};
    }
}

// The start that an RRULE without one is given at `at`.
schedules::wall_time start_of(std::string_view rrule, std::optional<std::string> const& zone, timestamp at)
{
    using schedules::frequency;
    auto const set = schedules::parse_rrule_set(rrule);
    if (!set.is_rule_alone)
        return schedules::default_start;
    auto const& rule = set.rules.front();
    if (rule.count || (rule.freq != frequency::minutely && rule.freq != frequency::secondly))
        return schedules::default_start;
    auto const period = std::chrono::seconds{rule.freq == frequency::minutely ? 60 : 1} * rule.interval;
    auto const apart = zone_of(zone)->read(at).wall - schedules::default_start;
    return apart.count() > 0 ? schedules::default_start + apart / period * period : schedules::default_start;
}

} // namespace

found_dates dates(schedule const& of, std::optional<std::int64_t> count, timestamp start, std::optional<timestamp> end)
{
    schedules::date_query const wanted{count.value_or(end ? schedules::max_candidates : 1), start, end};
    return std::visit([&](auto const& one) { return dates_of(one, wanted); }, of);
}

schedule with_explicit_start(schedule what, timestamp at)
{
    auto* const rrule = std::get_if<rrule_schedule>(&what);
    if (rrule == nullptr)
        return what;
    auto& text = rrule->rrule.value;
    constexpr std::string_view name = "DTSTART";
    auto const same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    if (!std::ranges::search(text, name, same).empty())
        return what;
    try {
        auto const start = start_of(text, **rrule->timezone, at);
        auto const day = std::chrono::floor<std::chrono::days>(start);
        std::chrono::year_month_day const date{day};
        std::chrono::hh_mm_ss const time{std::chrono::floor<std::chrono::seconds>(start - day)};
        text = fmt::format("DTSTART:{:04}{:02}{:02}T{:02}{:02}{:02}\n{}", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                           time.minutes().count(), time.seconds().count(), text);
    }
    catch (schedules::bad_rrule const&) {
        return what; // nothing to be made better
    }
    return what;
}

} // namespace praetor::models

namespace praetor::json {
namespace {

// How pydantic calls the alternatives, the first and the second after their validators.
template <class T>
constexpr std::string_view alternative = "";
template <>
constexpr std::string_view alternative<models::interval_schedule> =
    "function-after[validate_timezone(), IntervalSchedule]";
template <>
constexpr std::string_view alternative<models::cron_schedule> = "function-after[validate_timezone(), CronSchedule]";
template <>
constexpr std::string_view alternative<models::rrule_schedule> = "RRuleSchedule";

template <class T>
bool read_as(models::schedule& out, boost::json::value const& from, problems& found)
{
    problems::descent const into{found, alternative<T>};
    return codec<T>::read(out.emplace<T>(), from, found);
}

} // namespace

void codec<models::schedule>::write(std::string& out, models::schedule const& value)
{
    std::visit([&]<class T>(T const& one) { codec<T>::write(out, one); }, value);
}

bool codec<models::schedule>::read(models::schedule& out, boost::json::value const& from, problems& found)
{
    problems::alternatives all{found};
    if (read_as<models::interval_schedule>(out, from, found) || read_as<models::cron_schedule>(out, from, found) ||
        read_as<models::rrule_schedule>(out, from, found))
    {
        all.forget();
        return true;
    }
    return false;
}

boost::json::object schema<models::schedule>::make(components& all)
{
    return {{"anyOf",
             {schema<models::interval_schedule>::make(all), schema<models::cron_schedule>::make(all),
              schema<models::rrule_schedule>::make(all)}}};
}

} // namespace praetor::json
