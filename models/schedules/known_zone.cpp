#include <models/schedules/known_zone.hpp>

#include <models/schedules/time_zones.hpp>

#include <server/base/json/codec.hpp>

#include <fmt/format.h>

namespace praetor::models::schedules {

bool has_known_zone(std::optional<std::string> const& zone, boost::json::value const& schedule, json::problems& found)
{
    if (!zone || zone->empty() || is_time_zone(*zone))
        return true;
    found.add_value_error(
        fmt::format("Invalid timezone: \"{}\" (specify in IANA tzdata format, for example, America/New_York)", *zone),
        schedule);
    return false;
}

bool is_known_zone(std::optional<std::string> const& zone, boost::json::value const& from, json::problems& found)
{
    if (!zone || is_time_zone(*zone))
        return true;
    auto const& pattern = zone_pattern();
    std::string ctx = R"({"pattern":)";
    json::write_string(ctx, pattern);
    ctx += '}';
    found.add("string_pattern_mismatch", "String should match pattern '" + pattern + "'", from, std::move(ctx));
    return false;
}

std::string const& zone_pattern()
{
    static std::string const pattern = [] {
        std::string made;
        for (auto const& name : time_zone_names()) {
            if (name.find("localtime") != std::string::npos)
                continue;
            if (!made.empty())
                made += '|';
            made += name;
        }
        return made;
    }();
    return pattern;
}

} // namespace praetor::models::schedules
