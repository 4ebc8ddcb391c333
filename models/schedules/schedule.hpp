// When deployments run: the schedules, and their dates.
#pragma once

#include <models/schedules/cron_schedule.hpp>
#include <models/schedules/date_search.hpp>
#include <models/schedules/interval_schedule.hpp>
#include <models/schedules/rrule_schedule.hpp>

#include <cstdint>
#include <optional>
#include <variant>

namespace praetor::models {

using schedule = std::variant<interval_schedule, cron_schedule, rrule_schedule>;

// At most `count` dates from `start` on, none beyond `end`, in order. Without a count all up to `end`, 1,000 at most;
// the next one without either. Pure: reads nothing but zones. Costs tens of milliseconds at worst, whatever the
// schedule: a schedule that never fires, or whose next date is too far to be found, has none and says why it ended. A
// stored schedule whose text or zone is not known (any more) is a domain error: server/base/error.hpp.
schedules::found_dates dates(schedule const& of, std::optional<std::int64_t> count, timestamp start,
                             std::optional<timestamp> end = {});

// An RRULE that tells no DTSTART counts from 2020 on. What the reference writes down when clients send one: the same
// with that DTSTART told; where it fires by the minute or second, and without an end by COUNT, a recent one of the same
// phase in the zone. Other schedules, and those that tell a DTSTART, are as they were.
schedule with_explicit_start(schedule what, timestamp at);

} // namespace praetor::models

namespace praetor::json {

template <>
struct codec<models::schedule>
{
    static void write(std::string& out, models::schedule const& value);
    static bool read(models::schedule& out, boost::json::value const& from, problems& found);
};

template <>
struct schema<models::schedule>
{
    static boost::json::object make(components& all);
};

} // namespace praetor::json
