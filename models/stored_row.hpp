// What nearly every row begins with.
#pragma once

#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <boost/describe/class.hpp>

namespace praetor::models {

struct stored_row
{
    uuid id;
    timestamp created{};
    timestamp updated{};
};
BOOST_DESCRIBE_STRUCT(stored_row, (), (id, created, updated))

// A new one, under a random id.
inline stored_row new_row(timestamp when)
{
    return {uuid::random(), when, when};
}

} // namespace praetor::models
