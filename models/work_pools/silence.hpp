// Workers that were not heard of for too long, and what is not ready any more because nobody asks for its runs.
#pragma once

#include <models/with_events.hpp>

#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <db/connection.hpp>

#include <cstdint>
#include <vector>

namespace praetor::models {

// Each function's time: now.
struct silence_limits
{
    timestamp when{};
    std::int64_t missed_heartbeats = 3;  // a worker may miss so many …
    std::int64_t heartbeat_seconds = 30; // … of its interval, or of this one where it has told none
    duration deployment_unpolled{};      // how long nobody may poll for a deployment …
    duration work_queue_unpolled{};      // … or for a queue
};

// ONLINE workers whose last heartbeat is too long ago.
task<std::vector<uuid>> read_silent_workers(db::connection& conn, silence_limits limits);
// They are OFFLINE, but for those that were heard of meanwhile; gives how many. No event tells of it.
task<std::int64_t> mark_workers_offline(db::connection& conn, std::vector<uuid> workers, silence_limits limits);

// What is READY and should not be.
struct unready
{
    std::vector<uuid> pools;       // none of their workers is ONLINE
    std::vector<uuid> deployments; // nobody polls for them, nor for their queue
    std::vector<uuid> queues;      // nobody polls for them

    // Of all three.
    std::size_t size() const noexcept { return pools.size() + deployments.size() + queues.size(); }
};
// One round trip.
task<unready> read_unready(db::connection& conn, silence_limits limits);

// They are NOT_READY, each with its event, but for those that are ready again or that another server marks; gives how
// many.
task<with_events<std::int64_t>> mark_not_ready(db::connection& conn, unready found, silence_limits limits);

} // namespace praetor::models
