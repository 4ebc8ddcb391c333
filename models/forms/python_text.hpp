// Values as Python writes them: the message of the reference quote values so.
#pragma once

#include <models/forms/hydration.hpp>

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace praetor::models::schemas {

// repr() of a value as json.loads makes it: {'a': [1, 2.0, None, True]}.
std::string python_repr(boost::json::value const& value);
std::string python_repr(std::string_view text);

// The same of the part of a value at `pointer`, with "ValueNotFound()" for what is a placeholder in `open`.
std::string python_repr(boost::json::value const& value, std::string const& pointer, placeholders const& open);

} // namespace praetor::models::schemas
