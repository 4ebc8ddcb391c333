#include <models/schedules/rrule_schedule.hpp>

#include <models/schedules/known_zone.hpp>
#include <models/schedules/rrule_set.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/text/utf8.hpp>

#include <fmt/format.h>

template <>
struct praetor::json::schema_notes<praetor::models::rrule_schedule>
{
    static constexpr std::string_view name = "RRuleSchedule";
};

PRAETOR_JSON_CODEC(praetor::models::rrule_schedule)

namespace praetor::models {
namespace {
constexpr std::size_t max_length = 6'500;
constexpr std::size_t shown_length = 40;
} // namespace

bool rrule_rule::check(std::string const& value, boost::json::value const& from, json::problems& found)
{
    try {
        schedules::parse_rrule_set(value);
    }
    catch (schedules::bad_rrule const& error) {
        found.add_value_error(fmt::format("Invalid RRule string \"{}\": {}", value, error.what()), from);
        return false;
    }
    auto const length = code_points(value);
    if (length <= max_length)
        return true;
    found.add_value_error(fmt::format("Invalid RRule string \"{}...\"\nMax length is {}, got {}",
                                      first_code_points(value, shown_length), max_length, length),
                          from);
    return false;
}

bool rrule_zone_rule::check(std::optional<std::string> const& value, boost::json::value const& from,
                            json::problems& found)
{
    return schedules::is_known_zone(value, from, found);
}

void rrule_zone_rule::describe(boost::json::object& schema)
{
    schema["anyOf"].as_array().front().as_object()["pattern"] = schedules::zone_pattern();
}

} // namespace praetor::models
