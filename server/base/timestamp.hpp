// Points in time and spans, in microseconds, as the wire and both databases keep them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace praetor {

// UTC, microseconds since 1970-01-01.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;

// The first and the last moment that Python knows: those of the years 1 to 9999.
inline constexpr timestamp min_timestamp{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};
inline constexpr timestamp max_timestamp =
    timestamp{std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1}} - std::chrono::microseconds{1};

// A span of time; on the wire a JSON number of seconds.
using duration = std::chrono::microseconds;

// Reads RFC 3339 and what pydantic takes beside it: a blank for the T, no seconds, up to 9 digits of fraction (rounded
// down to 6), "Z", "+HH:MM", "+HHMM", or no zone at all (UTC), a bare date (midnight). Nothing otherwise.
std::optional<timestamp> parse_timestamp(std::string_view text);

// A point in time that is told again in the zone it was given in: the reference keeps the zone inside JSON columns.
struct zoned_time
{
    timestamp when{};
    std::chrono::minutes offset{}; // east of Greenwich

    zoned_time() = default;
    zoned_time(timestamp at, std::chrono::minutes east = {}) : when(at), offset(east) {}
    operator timestamp() const noexcept { return when; }

    // The same moment, whatever the zones.
    friend bool operator==(zoned_time const& a, zoned_time const& b) noexcept { return a.when == b.when; }
};

// As parse_timestamp.
std::optional<zoned_time> parse_zoned_time(std::string_view text);

// "2026-01-31T08:05:00.123456Z"; without a fraction where it is zero, as pydantic writes it.
void append_rfc3339(std::string& out, timestamp when);
std::string to_rfc3339(timestamp when);

// "2026-01-31T09:05:00.123456+01:00"; "Z" where there is no offset.
void append_rfc3339(std::string& out, zoned_time const& when);

// "2026-01-31 08:05:00.123456": always six digits, without an offset.
void append_iso(std::string& out, timestamp when);

// The time now. Tests put a fixed or stepped clock in its place for the calling process; not thread-safe to replace
// while others read it.
timestamp now();
void set_clock(timestamp (*clock)());

} // namespace praetor
