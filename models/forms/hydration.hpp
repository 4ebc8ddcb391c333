// Values that a form of the dashboard wrote as something else: an object with the member "__prefect_kind" stands for
// the value that its JSON text, template or variable gives.
#pragma once

#include <boost/json/value.hpp>

#include <map>
#include <string>
#include <string_view>

namespace praetor::models::schemas {

inline constexpr std::string_view kind_member = "__prefect_kind";

// What may be put in the place of such objects.
struct hydration_context
{
    std::map<std::string, boost::json::value> variables; // of the workspace, by name
    std::string of_templates = "{}";                     // what templates see: a JSON object
    bool renders_variables = false;                      // else they stay placeholders
    bool renders_templates = false;                      // else they are only checked
    bool throws = false;                                 // error{errc::bad_request} at the first problem
};

// An object that could not become a value, or is not to become one yet; null stands in its place.
struct placeholder
{
    std::string problem; // empty: it is as it should be
    std::string name;    // of the reference's class, which it shows in message about what holds the object
};

// The JSON pointer of a member or element of what `parent` points at.
std::string pointer_to(std::string const& parent, std::string_view name);

// By JSON pointer (RFC 6901) into the value.
using placeholders = std::map<std::string, placeholder>;

struct hydrated
{
    boost::json::value value;
    placeholders open;
};

// `value` is an object. Kinds that nobody knows give the member "value", or null. JSON and variables without their
// member vanish from what held them.
hydrated hydrate(boost::json::value const& value, hydration_context const& context);

} // namespace praetor::models::schemas
