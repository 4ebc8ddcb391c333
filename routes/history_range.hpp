// The span of a history as a request asks for it.
#pragma once

#include <models/runs/run_history.hpp>

#include <server/base/error.hpp>

#include <cmath>

namespace praetor::routes {

// error{errc::unprocessable} for an interval below a second, or one so long that no time could be its end. NaN is
// below.
inline models::history_range asked_range(timestamp start, timestamp end, double interval_seconds)
{
    constexpr double max_seconds = 1e11;
    constexpr double end_of_timedelta = 86'400e9; // Python's has fewer than a billion days
    if (!(interval_seconds >= 1))
        throw error{errc::unprocessable, "History interval must not be less than 1 second."};
    if (start >= end && interval_seconds < end_of_timedelta)
        return {start, end, std::chrono::seconds{1}}; // none, however long
    if (interval_seconds > max_seconds)
        throw error{errc::unprocessable, "History interval is too long."};
    double whole = 0;
    auto const fraction = std::modf(interval_seconds, &whole);
    models::history_range const range{
        start, end, duration{static_cast<std::int64_t>(whole) * 1'000'000 + std::llround(fraction * 1e6)}};
    if (start + range.count() * range.interval > max_timestamp)
        throw error{errc::unprocessable, "The history must end before the year 10000."};
    return range;
}

} // namespace praetor::routes
