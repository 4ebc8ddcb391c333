// What clocks of a zone show, and when they show it.
#pragma once

#include <models/schedules/zone_file.hpp>

#include <server/base/timestamp.hpp>

#include <chrono>
#include <optional>

namespace praetor::models::schedules {

// A time as clocks somewhere show it.
using wall_time = std::chrono::local_time<std::chrono::microseconds>;

// Clocks that are set back show some times twice: then `second` tells which of the two this is (Python's `fold`).
struct clock_reading
{
    wall_time wall{};
    bool second = false;
};

// Clocks are set from one offset (east of Greenwich) to another.
struct clock_change
{
    timestamp at;
    std::chrono::seconds before;
    std::chrono::seconds after;
};

// A zone of the database. Where its table ends, the rule at its end goes on, to the year 9999. Immutable.
class time_zone
{
public:
    explicit time_zone(zone_table table);

    // East of Greenwich, and what clocks show, at a moment.
    std::chrono::seconds offset(timestamp at) const;
    clock_reading read(timestamp at) const;

    // The offset that Python's zoneinfo takes. Of a time that is skipped, that before the change, and that after it
    // where `second` is told; of one that is shown twice, that of the first or of the `second`.
    std::chrono::seconds offset(clock_reading shown) const;
    timestamp instant(clock_reading shown) const;

    // The moment that dateutil, and with it every RRULE of the reference, takes: of a time that is skipped by the
    // offset after the change (02:30 becomes 01:30), of one that is shown twice the first.
    timestamp rrule_instant(wall_time wall) const;

    // The first change later than `when`; the last one earlier.
    std::optional<clock_change> next_change(timestamp when) const;
    std::optional<clock_change> last_change(timestamp before) const;

    // No wall time before the answer stands for `when` or a later moment.
    wall_time earliest_wall(timestamp when) const;

private:
    std::int32_t offset_after(std::ptrdiff_t change) const;
    std::int32_t rrule_offset_after(std::ptrdiff_t change) const;
    std::ptrdiff_t last_at(std::int64_t seconds) const;
    std::int64_t cycles_beyond(std::int64_t seconds) const;
    clock_change change_at(std::ptrdiff_t index, std::int64_t cycles) const;
    void go_on_by_rule();
    void compute_shifts();

    zone_table table_;
    bool goes_on_ = false; // a rule made the last 400 years of the table, and they repeat
    std::int32_t last_rrule_offset_ = 0;
};

} // namespace praetor::models::schedules
