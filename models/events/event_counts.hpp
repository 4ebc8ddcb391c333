// Counting events by what they are about or by when they happened: POST /events/count-by/{countable}.
#pragma once

#include <models/events/event_filter.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace praetor::models {

BOOST_DEFINE_ENUM_CLASS(countable, day, time, event, resource)
BOOST_DEFINE_ENUM_CLASS(time_unit, week, day, hour, minute, second)

struct event_count
{
    std::string value; // what to filter by: an event's name, a resource's id, or the number of the span of time
    std::string label; // what to show
    std::int64_t count = 0;
    timestamp start_time{}; // of the first and the last event, or of the span
    timestamp end_time{};
};
BOOST_DESCRIBE_STRUCT(event_count, (), (value, label, count, start_time, end_time))

// Spans of `interval` units; by day it is one day whatever was asked.
struct counting
{
    countable by{};
    time_unit unit = time_unit::day;
    double interval = 1;
};

// By time every span of the filter's time in order, empty ones too; else the most frequent first. error{errc::
// unprocessable} where time would fall into more than 1,000 spans.
task<std::vector<event_count>> count_events_by(db::connection& conn, event_filter wanted, counting unit);

} // namespace praetor::models
