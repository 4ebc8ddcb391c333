// Step by step as the reference does it on Python 3.11 and 3.12 (IntervalSchedule with pendulum): which dates there are
// depends on where each step lands. Dates are compared by what the clock shows there, and so they are here: of two
// dates an hour apart that show the same, because clocks were set back, the reference keeps the first.
#include <models/schedules/interval_dates.hpp>

#include <cmath>
#include <compare>

namespace praetor::models::schedules {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::microseconds;

constexpr double day_seconds = 86'400;

// Python's timedelta(seconds=…) after pendulum took whole minutes off it: rounded to microseconds, half to even.
microseconds rounded(double seconds)
{
    auto const size = std::fabs(seconds);
    auto const rest = std::fmod(size, 60.0);
    auto const minutes = std::round((size - rest) / 60.0);
    double whole = 0;
    auto const fraction = std::modf(rest, &whole);
    auto const micros = static_cast<std::int64_t>(minutes) * 60'000'000 + static_cast<std::int64_t>(whole) * 1'000'000 +
                        static_cast<std::int64_t>(std::nearbyint(fraction * 1e6));
    return microseconds{seconds < 0 ? -micros : micros};
}

// Seconds that leave the years 1 to 9999 from wherever they are added.
constexpr double beyond_calendar = 4e11;

class interval_walk
{
public:
    interval_walk(duration every, timestamp anchor, time_zone const& zone)
        : zone_(zone), anchor_(anchor), total_(static_cast<double>(every.count()) / 1e6),
          whole_days_(floor<days>(every).count()), rest_(total_ - static_cast<double>(whole_days_) * day_seconds),
          at_anchor_(zone.read(anchor))
    {}

    found_dates find(date_query const& wanted);

private:
    // False where the result would leave the calendar.
    bool move_by_seconds(clock_reading& at, double seconds) const;
    bool move_by_days(clock_reading& at, double count, double seconds) const;
    bool jump(clock_reading& at, std::int64_t intervals) const;
    bool advance(clock_reading& at);
    bool seek(clock_reading& at, clock_reading const& start);
    bool start_at(clock_reading& at, clock_reading const& start, timestamp start_instant);

    bool has_days() const { return whole_days_ != 0 && rest_ == 0; }

    time_zone const& zone_;
    timestamp anchor_;
    double total_;
    std::int64_t whole_days_;
    double rest_;
    clock_reading at_anchor_;
    std::int64_t intervals_ = 0;
    bool before_anchor_ = false;
    step_budget budget_;
};

bool interval_walk::move_by_seconds(clock_reading& at, double seconds) const
{
    if (!(std::fabs(seconds) < beyond_calendar))
        return false;
    auto const moved = zone_.instant(at).time_since_epoch() + rounded(seconds);
    if (!is_on_the_calendar(moved))
        return false;
    at = zone_.read(timestamp{moved});
    return true;
}

bool interval_walk::move_by_days(clock_reading& at, double count, double seconds) const
{
    if (!(std::fabs(count * day_seconds + seconds) < beyond_calendar))
        return false;
    auto wall = at.wall + days{static_cast<std::int64_t>(count)} + rounded(seconds);
    if (!is_on_the_calendar(wall.time_since_epoch()))
        return false;
    auto const before = zone_.offset(clock_reading{wall, false});
    auto const after = zone_.offset(clock_reading{wall, true});
    if (after > before)
        wall += after - before;
    at = {wall, true};
    return true;
}

// `intervals` from the anchor at once.
bool interval_walk::jump(clock_reading& at, std::int64_t intervals) const
{
    at = at_anchor_;
    auto const times = static_cast<double>(intervals);
    if (whole_days_ != 0 && rest_ != 0)
        return move_by_seconds(at, total_ * times);
    auto const count = static_cast<double>(whole_days_) * times;
    return count == 0 ? move_by_seconds(at, rest_ * times) : move_by_days(at, count, rest_ * times);
}

// One interval from there.
bool interval_walk::advance(clock_reading& at)
{
    if (!budget_.take())
        return false;
    if (before_anchor_ && intervals_ < 0)
        return jump(at, ++intervals_);
    return whole_days_ == 0 ? move_by_seconds(at, rest_) : move_by_days(at, static_cast<double>(whole_days_), rest_);
}

// From the anchor to the last date before `start`, or a later one, without skipping a date that clocks skip. Between
// two changes of the clocks any number of days is one step.
bool interval_walk::seek(clock_reading& at, clock_reading const& start)
{
    at = at_anchor_;
    auto const start_instant = zone_.instant(start);
    for (auto now = zone_.instant(at); now < start_instant; now = zone_.instant(at)) {
        if (!budget_.take())
            return false;
        auto boundary = floor<days>(start.wall);
        if (auto const change = zone_.next_change(now); change && change->at < start_instant)
            boundary = floor<days>(zone_.read(change->at).wall);
        auto const count = (boundary - floor<days>(at.wall)).count() / whole_days_ - 1;
        if (!move_by_days(at, static_cast<double>(std::max<std::int64_t>(count, 1) * whole_days_), 0))
            return false;
    }
    return true;
}

bool interval_walk::start_at(clock_reading& at, clock_reading const& start, timestamp start_instant)
{
    before_anchor_ = has_days() && start.wall < at_anchor_.wall;
    if (has_days() && start.wall >= at_anchor_.wall) {
        if (!seek(at, start))
            return false;
    }
    else {
        auto const apart = static_cast<double>((start_instant - anchor_).count()) / 1e6;
        intervals_ = static_cast<std::int64_t>(apart / total_);
        if (!jump(at, intervals_))
            return false;
        while (at.wall > start.wall)
            if (!budget_.take() || !jump(at, --intervals_))
                return false;
    }
    while (at.wall < start.wall)
        if (!advance(at))
            return false;
    return true;
}

found_dates interval_walk::find(date_query const& wanted)
{
    found_dates found;
    auto const start = zone_.read(wanted.start);
    std::optional<wall_time> end;
    if (wanted.end)
        end = zone_.read(*wanted.end).wall;

    clock_reading at;
    std::vector<wall_time> shown;
    bool there = start_at(at, start, wanted.start);
    for (std::int64_t candidates = 0; there; ++candidates, there = advance(at)) {
        if (end && at.wall > *end) {
            found.ended = search_end::end_reached;
            return found;
        }
        auto const place = std::ranges::lower_bound(shown, at.wall);
        if (place == shown.end() || *place != at.wall) {
            shown.insert(place, at.wall);
            insert_date(found.dates, zone_.instant(at));
        }
        if (static_cast<std::int64_t>(shown.size()) >= wanted.count || candidates > max_candidates) {
            found.ended = candidates > max_candidates ? search_end::gave_up : search_end::count_reached;
            return found;
        }
    }
    if (budget_.is_spent())
        found.ended = search_end::gave_up;
    return found;
}

} // namespace

found_dates interval_dates(duration every, timestamp anchor, time_zone const& zone, date_query const& wanted)
{
    return interval_walk{every, anchor, zone}.find(wanted);
}

} // namespace praetor::models::schedules
