// What Python makes of values that the reference has not read yet, or strips.
#pragma once

#include <boost/json/value.hpp>

#include <string_view>

namespace praetor::json {

// What `if value` takes for false: null, false, zeros, empty texts, lists and objects, and a member that is not there
// (nullptr).
bool is_nothing(boost::json::value const* value);

// As str.strip() leaves it: white space is what Unicode and isspace() call so. `text` is UTF-8.
std::string_view stripped(std::string_view text);

} // namespace praetor::json
