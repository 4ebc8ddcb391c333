// Schedules by cron expressions.
#pragma once

#include <server/base/json/constrained.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace praetor::models {

// What croniter takes, without its random and hashed values.
struct cron_rule
{
    static bool check(std::string const& value, boost::json::value const& from, json::problems& found);
};

struct cron_schedule
{
    static constexpr bool refuses_unknown = true;
    json::constrained<std::string, cron_rule> cron;
    std::optional<std::string> timezone; // none: UTC
    defaulted<bool> day_or = true;       // fires where the day or the weekday fits, else where both do
};
BOOST_DESCRIBE_STRUCT(cron_schedule, (), (cron, timezone, day_or))

} // namespace praetor::models
