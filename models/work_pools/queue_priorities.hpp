// Priorities of the queues of a pool: positive and unique, 1 the first.
#pragma once

#include <server/base/uuid.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace praetor::models {

struct queue_priority
{
    uuid id;
    std::int64_t priority = 0;
};
BOOST_DESCRIBE_STRUCT(queue_priority, (), (id, priority))

// The first that none of these has.
std::int64_t free_priority(std::vector<queue_priority> const& taken);

// Those that change where the queue `moved.id`, which is among `all`, is to have the priority `moved.priority`: the
// others make room as far as they must. Without `moved`, where a queue has gone. `all` is in the order of priorities.
std::vector<queue_priority> shifted_priorities(std::vector<queue_priority> const& all,
                                               std::optional<queue_priority> moved);

} // namespace praetor::models
