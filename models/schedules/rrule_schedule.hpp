// Schedules by RRULEs.
#pragma once

#include <server/base/json/constrained.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace praetor::models {

// What dateutil takes, in 6,500 characters. Refused though it does: rules without FREQ or of an INTERVAL below 1, and
// texts without any rule or date, with which the reference hangs or fails.
struct rrule_rule
{
    static bool check(std::string const& value, boost::json::value const& from, json::problems& found);
};

// A zone of the database, or none.
struct rrule_zone_rule
{
    static bool check(std::optional<std::string> const& value, boost::json::value const& from, json::problems& found);
    static void describe(boost::json::object& schema);
};

struct rrule_schedule
{
    static constexpr bool refuses_unknown = true;
    json::constrained<std::string, rrule_rule> rrule;
    defaulted<json::constrained<std::optional<std::string>, rrule_zone_rule>> timezone =
        json::constrained<std::optional<std::string>, rrule_zone_rule>{"UTC"}; // none: UTC
};
BOOST_DESCRIBE_STRUCT(rrule_schedule, (), (rrule, timezone))

} // namespace praetor::models
