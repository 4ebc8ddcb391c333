// Deprecated: queues whose runs are those with some tags, or of some deployments.
#pragma once

#include <models/flow_runs/flow_run.hpp>
#include <models/work_pools/work_queue.hpp>

namespace praetor::models {

// As table work_queue keeps it; one that can not be read asks nothing.
queue_filter read_queue_filter(json_text const& stored);

// The PENDING and RUNNING runs.
task<std::int64_t> count_filtered_slots(db::connection& conn, queue_filter filter);

// The SCHEDULED runs, those that start at `before` or sooner where it is told.
flow_run_selection scheduled_by_filter(queue_filter filter, std::optional<timestamp> before);

} // namespace praetor::models
