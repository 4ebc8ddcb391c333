// What is asked of a schedule, and what is found.
#pragma once

#include <server/base/timestamp.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace praetor::models::schedules {

// The most candidates from `start` on that the reference looks at.
inline constexpr std::int64_t max_candidates = 1'000;

// What a search may cost, whatever is asked: a step is a candidate, or a year, month, day or moment that is passed
// over. 20 to 50 milliseconds; what people schedule takes some hundred.
inline constexpr std::int64_t max_steps = 1'000'000;

struct date_query
{
    std::int64_t count = 1; // of dates wanted
    timestamp start{};      // the first is this or later
    std::optional<timestamp> end;
};

// Why there are no more dates.
enum class search_end : std::uint8_t
{
    count_reached, // as many as were wanted
    end_reached,   // the next one is later than `end`
    no_more,       // the schedule ends, or the calendar does
    gave_up        // max_candidates or max_steps
};

struct found_dates
{
    std::vector<timestamp> dates; // in order, each once
    search_end ended = search_end::no_more;
};

// Counts what is left of max_steps.
class step_budget
{
public:
    // False where nothing is left.
    bool take(std::int64_t steps = 1) noexcept
    {
        left_ -= steps;
        return left_ >= 0;
    }
    bool is_spent() const noexcept { return left_ < 0; }

private:
    std::int64_t left_ = max_steps;
};

// Whether Python has a datetime for it, with a day to spare on both sides, for zones.
inline bool is_on_the_calendar(std::chrono::microseconds since_1970) noexcept
{
    constexpr std::chrono::hours margin{24};
    return since_1970 > min_timestamp.time_since_epoch() + margin &&
           since_1970 < max_timestamp.time_since_epoch() - margin;
}

// Takes up a date unless it is there already; candidates come nearly in order.
inline bool insert_date(std::vector<timestamp>& dates, timestamp when)
{
    if (dates.empty() || dates.back() < when) {
        dates.push_back(when);
        return true;
    }
    auto const at = std::ranges::lower_bound(dates, when);
    if (*at == when)
        return false;
    dates.insert(at, when);
    return true;
}

} // namespace praetor::models::schedules
