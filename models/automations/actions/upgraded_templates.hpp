// Parameters in which templates stand as plain text, as automations once had them.
#pragma once

#include <boost/json/value.hpp>

#include <string_view>

namespace praetor::models::actions {

// Whether a text has anything of a template.
inline bool maybe_template(std::string_view text)
{
    return text.find("{{") != std::string_view::npos || text.find("{%") != std::string_view::npos;
}

// Every text that may be a template becomes an object that asks for it to be rendered ("__prefect_kind"), within
// objects and one level of lists, but for objects that ask for something already. One that is a single expression gives
// the value of that expression, not its text.
void upgrade_templates(boost::json::object& parameters);

} // namespace praetor::models::actions
