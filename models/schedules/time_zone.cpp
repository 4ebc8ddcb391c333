#include <models/schedules/time_zone.hpp>

#include <models/schedules/posix_rule.hpp>

#include <algorithm>
#include <utility>

namespace praetor::models::schedules {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

// The calendar repeats, weekdays included.
constexpr int cycle_years = 400;
constexpr std::int64_t cycle_seconds = 146'097LL * 86'400;
constexpr std::int64_t day_seconds = 86'400;

std::int64_t count_of(timestamp at)
{
    return floor<seconds>(at).time_since_epoch().count();
}

std::int64_t count_of(wall_time wall)
{
    return floor<seconds>(wall).time_since_epoch().count();
}

// The index of the last for which `begins(index)` is not beyond `at`, or -1: bisect_right of Python less one, probe by
// probe, for the list may be out of order where clocks changed twice within hours.
template <class Begins>
std::ptrdiff_t last_begun(std::size_t count, std::int64_t at, Begins begins)
{
    std::size_t low = 0;
    std::size_t high = count;
    while (low < high) {
        auto const middle = (low + high) / 2;
        if (at < begins(middle))
            high = middle;
        else
            low = middle + 1;
    }
    return static_cast<std::ptrdiff_t>(low) - 1;
}

} // namespace

time_zone::time_zone(zone_table table) : table_(std::move(table))
{
    go_on_by_rule();
    compute_shifts();
}

void time_zone::go_on_by_rule()
{
    auto const rule = parse_posix_rule(table_.rule);
    if (!rule)
        return;
    auto& changes = table_.changes;
    int year = 1970;
    if (!changes.empty()) {
        std::chrono::sys_seconds const last{seconds{changes.back().at}};
        year = static_cast<int>(std::chrono::year_month_day{floor<std::chrono::days>(last)}.year());
    }
    auto const known = changes.empty() ? std::int64_t{0} : changes.back().at;
    changes.reserve(changes.size() + 2 * (cycle_years + 2));
    for (int const end = year + cycle_years + 1; year <= end; ++year) {
        zone_change begin{rule->begin_of(year), rule->daylight, true, 0};
        zone_change over{rule->end_of(year), rule->standard, false, 0};
        if (over.at < begin.at)
            std::swap(begin, over);
        for (auto const& change : {begin, over})
            if (change.at > known)
                changes.push_back(change);
    }
    goes_on_ = true;
}

// dateutil compares wall times with the times of changes in what it takes for standard time (tzfile._read_tzfile).
void time_zone::compute_shifts()
{
    std::optional<bool> was_daylight;
    std::optional<std::int32_t> base_before;
    std::int32_t offset_before = 0;
    std::int32_t saving_before = 0;
    for (auto& change : table_.changes) {
        std::int32_t saving = 0;
        if (was_daylight && change.is_daylight) {
            if (!*was_daylight)
                saving = change.offset - offset_before;
            if (saving == 0)
                saving = saving_before;
            saving_before = saving;
        }
        auto const base = change.offset - saving;
        bool const base_changed = base_before && base != *base_before && change.is_daylight != *was_daylight;
        change.shift = base_changed ? *base_before : base;
        was_daylight = change.is_daylight;
        offset_before = change.offset;
        base_before = base;
    }
    // Behind its last change dateutil takes the last standard time, and so it does from the last change on.
    last_rrule_offset_ = offset_after(static_cast<std::ptrdiff_t>(table_.changes.size()) - 1);
    for (auto const& change : table_.changes)
        if (!change.is_daylight)
            last_rrule_offset_ = change.offset;
}

std::int32_t time_zone::offset_after(std::ptrdiff_t change) const
{
    return change < 0 ? table_.first_offset : table_.changes[static_cast<std::size_t>(change)].offset;
}

std::int32_t time_zone::rrule_offset_after(std::ptrdiff_t change) const
{
    bool const is_last = change + 1 == static_cast<std::ptrdiff_t>(table_.changes.size());
    return is_last && change >= 0 ? last_rrule_offset_ : offset_after(change);
}

std::ptrdiff_t time_zone::last_at(std::int64_t at) const
{
    return last_begun(table_.changes.size(), at, [&](std::size_t i) { return table_.changes[i].at; });
}

// How many cycles before `at` the table tells of it. A day is left, so that wall times need not be exact.
std::int64_t time_zone::cycles_beyond(std::int64_t at) const
{
    if (!goes_on_ || at + day_seconds < table_.changes.back().at)
        return 0;
    return (at + day_seconds - table_.changes.back().at) / cycle_seconds + 1;
}

std::chrono::seconds time_zone::offset(timestamp at) const
{
    auto const count = count_of(at);
    return seconds{offset_after(last_at(count - cycles_beyond(count) * cycle_seconds))};
}

clock_reading time_zone::read(timestamp at) const
{
    auto const seconds_of = count_of(at);
    auto const count = seconds_of - cycles_beyond(seconds_of) * cycle_seconds;
    auto const change = last_at(count);
    auto const now = offset_after(change);
    clock_reading made{wall_time{at.time_since_epoch() + seconds{now}}, false};
    if (change >= 0)
        made.second = count - table_.changes[static_cast<std::size_t>(change)].at < offset_after(change - 1) - now;
    return made;
}

std::chrono::seconds time_zone::offset(clock_reading shown) const
{
    auto count = count_of(shown.wall);
    count -= cycles_beyond(count) * cycle_seconds;
    return seconds{offset_after(last_begun(table_.changes.size(), count, [&](std::size_t i) {
        auto const index = static_cast<std::ptrdiff_t>(i);
        auto const before = offset_after(index - 1);
        auto const after = offset_after(index);
        return table_.changes[i].at + (shown.second ? std::min(before, after) : std::max(before, after));
    }))};
}

timestamp time_zone::instant(clock_reading shown) const
{
    return timestamp{shown.wall.time_since_epoch() - offset(shown)};
}

timestamp time_zone::rrule_instant(wall_time wall) const
{
    auto count = count_of(wall);
    count -= cycles_beyond(count) * cycle_seconds;
    auto const begins = [&](std::size_t i) { return table_.changes[i].at + table_.changes[i].shift; };
    auto index = last_begun(table_.changes.size(), count, begins);
    if (index > 0) {
        auto const back = rrule_offset_after(index - 1) - rrule_offset_after(index);
        if (count < begins(static_cast<std::size_t>(index)) + back)
            --index;
    }
    return timestamp{wall.time_since_epoch() - seconds{rrule_offset_after(index)}};
}

clock_change time_zone::change_at(std::ptrdiff_t index, std::int64_t cycles) const
{
    return {timestamp{seconds{table_.changes[static_cast<std::size_t>(index)].at + cycles * cycle_seconds}},
            seconds{offset_after(index - 1)}, seconds{offset_after(index)}};
}

std::optional<clock_change> time_zone::next_change(timestamp when) const
{
    auto const count = count_of(when);
    auto const cycles = cycles_beyond(count);
    auto const index = last_at(count - cycles * cycle_seconds) + 1;
    if (index == static_cast<std::ptrdiff_t>(table_.changes.size()))
        return std::nullopt;
    return change_at(index, cycles);
}

std::optional<clock_change> time_zone::last_change(timestamp before) const
{
    auto const count = count_of(before - std::chrono::microseconds{1});
    auto const cycles = cycles_beyond(count);
    auto const index = last_at(count - cycles * cycle_seconds);
    if (index < 0)
        return std::nullopt;
    return change_at(index, cycles);
}

wall_time time_zone::earliest_wall(timestamp when) const
{
    auto const count = count_of(when);
    auto const at = count - cycles_beyond(count) * cycle_seconds;
    auto const first = last_at(at - 2 * day_seconds);
    auto const last = std::min(last_at(at + 2 * day_seconds), static_cast<std::ptrdiff_t>(table_.changes.size()) - 1);
    auto least = std::min(offset_after(first), rrule_offset_after(first));
    for (auto i = first + 1; i <= last; ++i)
        least = std::min({least, offset_after(i), rrule_offset_after(i)});
    return wall_time{when.time_since_epoch() + seconds{least}};
}

} // namespace praetor::models::schedules
