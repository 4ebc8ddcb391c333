// Work queues that somebody names for a run or a deployment, made where they are not there.
#pragma once

#include <models/runs/related_row.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <string>

namespace praetor::models {

// The queue of this name in the pool; a new one has the first priority that is free.
task<with_events<named_row>> ensure_work_queue(db::connection& conn, work_pool_row pool, std::string name);

} // namespace praetor::models
