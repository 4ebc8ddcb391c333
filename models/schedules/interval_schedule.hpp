// Schedules that fire in intervals.
#pragma once

#include <server/base/json/codec.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace praetor::models {

// Above zero. On the wire a number of seconds; read from ISO 8601 and pydantic's other forms, too.
struct schedule_interval
{
    duration value{};
};

// `interval` × k from the anchor on. Whole days of the interval are days of the calendar in the zone.
struct interval_schedule
{
    static constexpr bool refuses_unknown = true;
    schedule_interval interval;
    defaulted<zoned_time> anchor_date = zoned_time{now()};
    std::optional<std::string> timezone; // "UTC" where none was sent
};
BOOST_DESCRIBE_STRUCT(interval_schedule, (), (interval, anchor_date, timezone))

} // namespace praetor::models

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::schedule_interval);
} // namespace praetor::json
