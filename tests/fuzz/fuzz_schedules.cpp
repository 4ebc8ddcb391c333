// Schedules: a byte that chooses the kind (c, r, z) or the document itself ({), then a cron expression, an RRULE, the
// file of a zone. What is taken fires when it may, in order, each date once, and is told again as it was.
#include <tests/fuzz/finding.hpp>

#include <models/schedules/cron_dates.hpp>
#include <models/schedules/rrule_dates.hpp>
#include <models/schedules/schedule.hpp>
#include <models/schedules/time_zones.hpp>

#include <server/base/json/parse.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace {

using namespace praetor;
using namespace praetor::models::schedules;

constexpr std::int64_t wanted = 60;

void check(found_dates const& found, std::optional<timestamp> start, std::string_view what)
{
    if (static_cast<std::int64_t>(found.dates.size()) > wanted)
        fuzz::report("more dates than were wanted: " + std::string{what});
    for (std::size_t i = 0; i < found.dates.size(); ++i) {
        if (start && found.dates[i] < *start)
            fuzz::report("a date before the start: " + std::string{what});
        if (i > 0 && found.dates[i] <= found.dates[i - 1])
            fuzz::report("dates out of order: " + std::string{what});
    }
}

std::array<date_query, 4> queries()
{
    auto const at = [](std::string_view text) { return parse_timestamp(text).value(); };
    return {{{wanted, at("2024-03-10T06:30:00.5Z"), {}},
             {wanted, at("2024-11-03T05:59:59Z"), at("2030-01-01T00:00:00Z")},
             {wanted, min_timestamp, {}},
             {wanted, at("9999-12-30T00:00:00Z"), {}}}};
}

void try_cron(std::string_view text)
{
    cron_expression expression;
    if (parse_cron(text, expression) != cron_verdict::good)
        return;
    auto const zone = find_time_zone("America/New_York");
    for (auto const& query : queries())
        for (bool const day_or : {true, false})
            check(cron_dates(expression, day_or, *zone, query), query.start, text);
}

void try_rrule(std::string_view text)
{
    auto const zone = find_time_zone("America/New_York");
    try {
        auto const set = parse_rrule_set(text);
        for (auto const& query : queries())
            check(rrule_dates(set, *zone, query), query.start, text);
    }
    catch (bad_rrule const&) {
        return;
    }
}

void try_zone(std::string_view content)
{
    auto table = parse_zone_file(content);
    if (!table)
        return;
    time_zone const zone{std::move(*table)};
    for (auto const& query : queries()) {
        zone.instant(zone.read(query.start));
        zone.rrule_instant(zone.read(query.start).wall);
        zone.next_change(query.start);
        zone.last_change(query.start);
        zone.earliest_wall(query.start);
    }
}

void try_document(std::string_view text)
{
    models::schedule schedule;
    json::problems found{"body"};
    if (!json::read(schedule, json::parse(text), found))
        return;
    auto const told = json::to_text(schedule);
    models::schedule again;
    if (!json::read(again, json::parse(told), found) || json::to_text(again) != told)
        fuzz::report("told otherwise: " + told);
    for (auto const& query : queries())
        check(models::dates(schedule, query.count, query.start, query.end), {}, told);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    if (size == 0)
        return 0;
    std::string_view const whole{reinterpret_cast<char const*>(data), size};
    auto const rest = whole.substr(1);
    if (whole[0] == 'c')
        try_cron(rest);
    else if (whole[0] == 'r')
        try_rrule(rest);
    else if (whole[0] == 'z')
        try_zone(rest);
    else
        try_document(whole);
    return 0;
}
