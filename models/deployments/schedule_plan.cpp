#include <models/deployments/schedule_plan.hpp>

#include <models/merged_objects.hpp>
#include <models/runs/run_name.hpp>
#include <models/schedules/schedule.hpp>
#include <models/schedules/time_zones.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace praetor::models {
namespace {

using schedules::found_dates;
using schedules::search_end;

// How a creator is called that has no slug: the reference's class.
constexpr std::string_view kinds[] = {"IntervalSchedule", "CronSchedule", "RRuleSchedule"};

std::optional<std::string> const& zone_name(schedule const& of)
{
    if (auto const* interval = std::get_if<interval_schedule>(&of))
        return interval->timezone;
    if (auto const* cron = std::get_if<cron_schedule>(&of))
        return cron->timezone;
    return **std::get<rrule_schedule>(of).timezone;
}

schedule parsed_schedule(json_text const& stored)
{
    schedule made;
    json::problems found{"schedule"};
    if (!json::codec<schedule>::read(made, json::parse(stored.text), found) || !found.empty())
        throw error{errc::unprocessable, "not a schedule: " + stored.text};
    return made;
}

bool is_enough(std::vector<timestamp> const& dates, schedule_window const& window)
{
    return !dates.empty() && std::ssize(dates) >= window.min_runs && dates.back() >= window.start + window.min_time;
}

// As few as are enough; those of the first look are mostly.
found_dates dates_of(schedule const& of, schedule_window const& window)
{
    auto const max_count = std::max<std::int64_t>(window.max_runs, 1);
    auto const first = std::clamp<std::int64_t>(window.min_runs, 1, max_count);
    auto found = dates(of, first, window.start, window.end);
    if (!is_enough(found.dates, window) && found.ended == search_end::count_reached && first < max_count)
        found = dates(of, max_count, window.start, window.end);
    auto const reach = window.start + window.min_time;
    auto const last = std::ranges::lower_bound(found.dates, reach) - found.dates.begin() + 1;
    auto const wanted = std::max<std::int64_t>({last, window.min_runs, 1});
    if (std::ssize(found.dates) > wanted)
        found.dates.resize(static_cast<std::size_t>(wanted));
    return found;
}

timestamp next_due(schedule const& of, found_dates const& found, schedule_window const& window)
{
    auto const& all = found.dates;
    if (is_enough(all, window)) {
        auto const least = static_cast<std::size_t>(std::max<std::int64_t>(window.min_runs, 1));
        return std::min(all[all.size() - least], all.back() - window.min_time);
    }
    if (found.ended == search_end::count_reached && !all.empty())
        return all.front();
    if (found.ended == search_end::end_reached) {
        auto const beyond = dates(of, 1, window.end + duration{1});
        return beyond.dates.empty() ? max_timestamp : beyond.dates.front() - (window.end - window.start);
    }
    return found.ended == search_end::no_more ? max_timestamp : window.start + std::chrono::hours{1};
}

// "2026-11-29 00:00:00-05:00": how Python writes a time of a zone.
std::string python_text(timestamp when, schedules::time_zone const& zone)
{
    std::string text;
    auto const east = zone.offset(when);
    append_iso(text, when + east);
    if (text.ends_with(".000000"))
        text.resize(text.size() - 7);
    auto const seconds = east.count() < 0 ? -east.count() : east.count();
    text += fmt::format("{}{:02}:{:02}", east.count() < 0 ? '-' : '+', seconds / 3600, seconds / 60 % 60);
    if (seconds % 60 != 0)
        text += fmt::format(":{:02}", seconds % 60);
    return text;
}

std::string zoned_text(timestamp when, schedules::time_zone const& zone)
{
    std::string text;
    append_rfc3339(text, zoned_time{when, std::chrono::floor<std::chrono::minutes>(zone.offset(when))});
    return text;
}

std::string tags_of(std::vector<std::string> const& tags)
{
    std::vector<std::string> all{"auto-scheduled"};
    all.insert(all.end(), tags.begin(), tags.end());
    return json::to_text(all);
}

key_value_labels labels_of(scheduled_deployment const& of)
{
    return merged(of.labels, key_value_labels{json::object_text([&](json::object_writer& labels) {
                      labels.value("prefect.flow.id", of.flow_id).value("prefect.deployment.id", of.id);
                  })});
}

void plan_dates(planned_schedule& plan, schedule_window const& window)
{
    auto const& of = plan.of;
    auto const what = parsed_schedule(of.schedule);
    auto const& name = zone_name(what);
    auto const zone = schedules::find_time_zone(name && !name->empty() ? *name : "UTC");
    if (!zone)
        throw error{errc::unprocessable, fmt::format("Invalid timezone: \"{}\"", *name)};
    auto const found = dates_of(what, window);
    plan.due = next_due(what, found, window);
    plan.created_by = json::object_text([&](json::object_writer& creator) {
        creator.value("id", of.id)
            .text("type", "SCHEDULE")
            .text("display_value", of.slug && !of.slug->empty() ? std::string_view{*of.slug} : kinds[what.index()]);
    });
    plan.key_prefix = "scheduled " + to_string(of.deployment.id) + ' ' + to_string(of.id) + ' ';
    for (auto const& when : found.dates)
        plan.runs.push_back({uuid::ordered(), uuid::ordered(), when, random_run_name(), python_text(when, *zone),
                             zoned_text(when, *zone)});
}

} // namespace

planned_schedule plan_runs(active_schedule of, schedule_window const& window)
{
    planned_schedule plan;
    plan.of = std::move(of);
    plan.due = window.start + std::chrono::hours{1};
    try {
        plan_dates(plan, window);
        plan.parameters = merged_objects(plan.of.deployment.parameters.text, plan.of.parameters.text);
        plan.tags = tags_of(plan.of.deployment.tags);
        plan.labels = labels_of(plan.of.deployment);
    }
    catch (error const& failed) {
        plan.problem = failed.text();
    }
    return plan;
}

std::vector<planned_schedule> plan_all(std::vector<active_schedule> of, schedule_window window)
{
    std::vector<planned_schedule> all;
    all.reserve(of.size());
    for (auto& one : of)
        all.push_back(plan_runs(std::move(one), window));
    return all;
}

} // namespace praetor::models
