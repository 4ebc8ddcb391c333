// Files of the time zone database (TZif, RFC 8536).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models::schedules {

// What clocks show from a moment on.
struct zone_change
{
    std::int64_t at = 0;      // seconds since 1970, UTC
    std::int32_t offset = 0;  // seconds east of Greenwich
    bool is_daylight = false; // as the database calls it: Dublin's winter is
    std::int32_t shift = 0;   // computed by time_zone
};

struct zone_table
{
    std::vector<zone_change> changes; // in order
    std::int32_t first_offset = 0;    // before all of them
    std::string rule;                 // behind all of them, as POSIX spells TZ; may be empty
};

// Nothing where the content is no TZif, cut off, out of order, or tells of clocks more than two days off.
std::optional<zone_table> parse_zone_file(std::string_view content);

} // namespace praetor::models::schedules
