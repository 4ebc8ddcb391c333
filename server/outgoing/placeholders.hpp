// {{ name }} in the members of a block, which values stand for.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace praetor::outgoing {

// The value with every placeholder of its texts replaced, at any depth but for the names of members. A text that is one
// placeholder and nothing else becomes the value as it is. One without a value stays. What is put in is not looked at
// again.
boost::json::value filled(boost::json::value const& pattern, boost::json::object const& values);

// The first placeholder, as it is written, that has no value; empty where each has.
std::string unknown_placeholder(boost::json::value const& pattern, boost::json::object const& values);

} // namespace praetor::outgoing
