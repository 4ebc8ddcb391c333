// Dates as RRULE texts hold them.
#pragma once

#include <models/schedules/time_zone.hpp>

#include <stdexcept>
#include <string_view>

namespace praetor::models::schedules {

// A text that is no RRULE; what() says why, in dateutil's words.
class bad_rrule : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

// The digits of a date, and whether it told an offset. The reference reads the digits in the zone of the schedule,
// whatever the offset says.
struct rrule_value
{
    wall_time wall{};
    bool has_zone = false;
};

// "20200131", "20200131T0930", "20200131T093000.5", "2020-01-31T09:30:00", each with "Z", "+0100" or "-01:00" behind a
// time or without. bad_rrule for anything else: dateutil guesses at more, with today's date for what is left out.
rrule_value parse_rrule_value(std::string_view text);

} // namespace praetor::models::schedules
