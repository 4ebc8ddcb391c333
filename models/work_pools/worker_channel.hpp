// What the database has for a worker that connects to its pool by a channel.
#pragma once

#include <models/work_pools/work_pool.hpp>
#include <models/work_pools/worker.hpp>

namespace praetor::models {

struct arriving_worker
{
    std::string pool;
    std::vector<std::string> queues; // empty: all of the pool
    heartbeat first_heartbeat;
    std::optional<work_pool_create> new_pool;       // where there is no such pool, make this one
    std::optional<work_pool_update> first_template; // of a pool that has none yet
};

struct joined_pool
{
    work_pool_answer pool;
    std::vector<named_row> queues; // that the worker asked for, in its order, or all by priority
    bool got_template = false;
};

// A pool without a template of its own takes that of its first worker.
bool has_template(work_pool const& pool);

// The pool, made or given its template where that is asked for, with the worker's first heartbeat.
// error{errc::forbidden} for a pool or queue that is not there; error{errc::conflict} where somebody else made the pool
// meanwhile.
task<with_events<joined_pool>> join_work_pool(db::connection& conn, arriving_worker who);

// When the pool was changed last, this heartbeat included; nothing where there is no such pool.
task<with_events<std::optional<timestamp>>> hear_channel(db::connection& conn, std::string pool, heartbeat heard);

} // namespace praetor::models
