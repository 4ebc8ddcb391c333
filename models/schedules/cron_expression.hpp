// Cron expressions, as croniter reads them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace praetor::models::schedules {

// The order that croniter keeps them in, which is that of a classic crontab.
enum cron_field_name : std::uint8_t
{
    cron_minute,
    cron_hour,
    cron_day,
    cron_month,
    cron_weekday, // Sunday is 0
    cron_second,
    cron_year,
    cron_field_count
};

inline constexpr int first_cron_year = 1970;
inline constexpr int last_cron_year = 2099;

// The values of one field.
struct cron_field
{
    bool any = true;
    bool last = false;           // of days: the last of the month, too
    std::uint64_t values = 0;    // bit n: n; unused for years
    std::vector<int> years = {}; // in order
};

struct cron_expression
{
    std::size_t field_count = 5; // 6 with seconds, 7 with years
    std::array<cron_field, cron_field_count> fields;
    // For each weekday, which of them in the month: bit n is the nth (1 to 5), bit 6 the last. With any bit set the
    // field of weekdays itself tells nothing.
    std::array<std::uint8_t, 7> nth{};
    bool has_nth = false;
};

enum class cron_verdict : std::uint8_t
{
    good,
    wrong,
    random // croniter draws lots for "R"; so does nobody here
};

// Reads `text` into `out`, which holds something only where the verdict is good.
cron_verdict parse_cron(std::string_view text, cron_expression& out);

} // namespace praetor::models::schedules
