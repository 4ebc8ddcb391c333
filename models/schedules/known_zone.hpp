// Zones that schedules name.
#pragma once

#include <server/base/json/problems.hpp>

#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace praetor::models::schedules {

// Adds the problem of a whole schedule whose zone nobody knows, and answers false. None, and an empty name, are UTC.
bool has_known_zone(std::optional<std::string> const& zone, boost::json::value const& schedule, json::problems& found);

// The same of a zone in the place where it stands, in the words for RRULEs: there an empty name is not known either.
bool is_known_zone(std::optional<std::string> const& zone, boost::json::value const& from, json::problems& found);

// Every name with "|" between them: the pattern that the reference checks the zone of an RRULE with. Made once.
std::string const& zone_pattern();

} // namespace praetor::models::schedules
