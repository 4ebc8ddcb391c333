// What the vacuum of the database takes out: PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED.
#pragma once

#include <server/settings/value_text.hpp>

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace praetor::settings {

struct vacuum_types
{
    bool events = true;
    bool flow_runs = false; // implies orphans
    bool orphans = false;   // logs and artifacts of runs that are gone
};

// "events,flow_runs" or ["events", "flow_runs"]; "true" means all of them, "false" events.
parsed parse(std::string_view text, vacuum_types& value);
// With commas, in the order of the members.
std::string text_of(vacuum_types const& value);
constexpr kind kind_of(vacuum_types const*)
{
    return kind::text;
}

// How the reference tells a text that fits: true, false, or the words that were given, as a list.
boost::json::value shown_vacuum_types(std::string_view text);

} // namespace praetor::settings
