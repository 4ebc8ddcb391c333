// Spans of time as text.
#pragma once

#include <server/base/timestamp.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace praetor {

// Reads a number of seconds ("90", "1.5", "1e3"), ISO 8601 ("PT1M30S", "P1DT2H", "P2W") and pydantic's other forms
// ("0:01:30", "12:00" as hours and minutes, "1 day, 2:00:00", "3d"), each with a sign before it where there is one.
// Rounded to the microsecond. Nothing for anything else, and for more than 292,000 years.
std::optional<duration> parse_time_span(std::string_view text);

// "P1DT2H3M4.5S", as pydantic writes it; "PT0S" for none.
std::string to_iso_8601(duration span);

} // namespace praetor
