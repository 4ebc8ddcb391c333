// The span of time that one partition holds, in UTC.
#pragma once

#include <server/base/timestamp.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace praetor::db::partitions {

enum class period
{
    day,
    week, // from Monday on
    month
};

// "day", "week" or "month"; nothing for any other text.
std::optional<period> parse_period(std::string_view text);
std::string_view label_of(period span) noexcept;

// The beginning of the period that a moment falls into.
timestamp start_of(period span, timestamp when);
// The beginning of the period after the one that begins at `start`.
timestamp start_after(period span, timestamp start);
// The period that lies between these bounds; nothing where they are those of none.
std::optional<period> period_between(timestamp lower, timestamp upper);

// "events_p20261129": the partition of a table for the period that begins then.
std::string partition_name(std::string_view table, timestamp start);
// "events_default": the partition for what falls into no period.
std::string default_partition_name(std::string_view table);

// A moment as it stands in a statement: '2026-11-29 00:00:00.000000+00'.
std::string time_literal(timestamp when);

} // namespace praetor::db::partitions
