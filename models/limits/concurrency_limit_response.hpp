// A global concurrency limit as replies tell it.
#pragma once

#include <models/stored_row.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>

namespace praetor::models {

// As it is now: `active_slots` are what decay has left of those that were taken.
struct concurrency_limit_response : stored_row
{
    bool active = true;
    std::string name;
    std::int64_t limit = 0;
    std::int64_t active_slots = 0;
    double slot_decay_per_second = 0;
};
BOOST_DESCRIBE_STRUCT(concurrency_limit_response, (stored_row),
                      (active, name, limit, active_slots, slot_decay_per_second))

} // namespace praetor::models
