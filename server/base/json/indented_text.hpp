// JSON for people: a member or element a line, two spaces a level.
#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace praetor::json {

// As orjson writes it with OPT_INDENT_2.
std::string indented_text(boost::json::value const& value);

} // namespace praetor::json
