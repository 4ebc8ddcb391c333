// The runs that a worker, or an agent, is to start next.
#pragma once

#include <models/flow_runs/flow_run.hpp>
#include <models/work_pools/work_queue.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A flow run with its state alone, as workers are told of it.
struct scheduled_run : flow_run_row, run_estimates
{
    std::optional<stored_state> state;
};
BOOST_DESCRIBE_STRUCT(scheduled_run, (flow_run_row, run_estimates), (state))

// Where a run waits.
struct worker_flow_run
{
    uuid work_pool_id;
    uuid work_queue_id;
    scheduled_run flow_run;
};
BOOST_DESCRIBE_STRUCT(worker_flow_run, (), (work_pool_id, work_queue_id, flow_run))

// What a worker asks for.
struct worker_poll
{
    std::string pool;
    std::vector<std::string> queues; // none: all
    std::optional<timestamp> scheduled_before;
    std::optional<timestamp> scheduled_after;
    std::int64_t limit = 200;
};

// Runs, and the queues that were asked for them.
template <class Run>
struct polled
{
    std::vector<Run> runs;
    std::vector<uuid> queues;
};

// By the priority of their queues and then by time, as many as the limits of the pool and of its queues leave room for;
// none where the pool is paused, or of a queue that is. A run is told to whoever asks, until it has another state.
// error{errc::not_found} for a pool or queue that is not there.
task<polled<worker_flow_run>> read_scheduled_runs(db::connection& conn, worker_poll asked);

// Deprecated: the SCHEDULED runs of a queue, by time. error{errc::object_not_found} where there is no such queue.
task<polled<flow_run>> read_runs_of_queue(db::connection& conn, uuid queue, std::optional<timestamp> before,
                                          std::int64_t limit);

} // namespace praetor::models
