// A row that a service is to do something with.
#pragma once

#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <boost/describe/class.hpp>

namespace praetor::models {

// With `due` the place of a row in the order in which such rows are found; it is the same for all where their ids order
// them.
struct due_row
{
    uuid id;
    timestamp due{};
};
BOOST_DESCRIBE_STRUCT(due_row, (), (id, due))

} // namespace praetor::models
