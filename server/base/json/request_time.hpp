// Points in time as clients may write them.
#pragma once

#include <server/base/timestamp.hpp>

#include <optional>
#include <string_view>

namespace praetor::json {

// RFC 3339 and what else the reference takes (its DateTime asks pydantic, then pendulum): "2024-01-02 03:04",
// "20240102T0304", "2024/01/02", "2024-01", "2024-W01-2", "2024-002", "12:30" (today), "now", "1704164645.5" (as
// below). Without an offset it is UTC; with one it keeps it.
std::optional<zoned_time> parse_request_time(std::string_view text);

// Whether it is in the years 1 to 9999, in UTC.
bool is_in_range(timestamp when);

// Digits with a sign and a point, nothing else: "-1704164645.5".
std::optional<double> decimal(std::string_view text);

// Seconds since 1970, or milliseconds beyond 2e10. Nothing beyond the years 1 to 9999, and for NaN.
std::optional<timestamp> time_of_number(double value);

} // namespace praetor::json
