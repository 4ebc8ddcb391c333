// Flows: the named programs whose runs are orchestrated.
#pragma once

#include <server/base/json/constrained.hpp>

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace praetor::models {

// A row of table flow, and the reply of the flow routes.
struct flow
{
    uuid id;
    timestamp created{};
    timestamp updated{};
    std::string name;
    json_text tags;   // an array of strings
    json_text labels; // an object
};
BOOST_DESCRIBE_STRUCT(flow, (), (id, created, updated, name, tags, labels))

} // namespace praetor::models
