// A global limit, as the replies that clients use show it: alone, and within a deployment.
#pragma once

#include <models/stored_row.hpp>

#include <server/base/json/codec.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>

namespace praetor::models {

struct limit_answer : stored_row
{
    bool active = true;
    std::string name;
    std::int64_t limit = 0;
    std::int64_t active_slots = 0;
    double slot_decay_per_second = 0;
};
BOOST_DESCRIBE_STRUCT(limit_answer, (stored_row), (active, name, limit, active_slots, slot_decay_per_second))

} // namespace praetor::models
