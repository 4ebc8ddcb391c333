// Rules of daylight saving time as POSIX spells them in TZ: "EST5EDT,M3.2.0,M11.1.0".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace praetor::models::schedules {

// A day of every year.
struct yearly_day
{
    enum class counted : std::uint8_t
    {
        by_week,      // M3.2.0: the second Sunday of March; week 5 is the last
        without_leap, // J60: always the first of March
        from_zero     // 59: the 60th day
    };
    counted how = counted::by_week;
    int month = 0;
    int week = 0;
    int weekday = 0; // Sunday is 0
    int number = 0;

    // Days since 1970.
    std::int64_t in(int year) const;
};

struct posix_rule
{
    std::int32_t standard = 0; // seconds east of Greenwich
    std::int32_t daylight = 0;
    yearly_day begins;
    yearly_day ends;
    std::int32_t begins_at = 0; // seconds behind midnight of that day; below zero and beyond a day, too
    std::int32_t ends_at = 0;

    // Seconds since 1970, UTC.
    std::int64_t begin_of(int year) const;
    std::int64_t end_of(int year) const;
};

// Nothing where the text is no rule, or tells of no daylight saving time.
std::optional<posix_rule> parse_posix_rule(std::string_view text);

} // namespace praetor::models::schedules
