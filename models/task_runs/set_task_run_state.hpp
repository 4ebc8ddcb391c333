// Orchestrated changes of a task run's state, as far as they come through the API: tasks of today's clients orchestrate
// themselves and send events (services/task_run_recorder).
#pragma once

#include <models/flow_runs/set_flow_run_state.hpp>
#include <models/orchestration/transition.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

namespace praetor::models {

struct task_run_transition
{
    orchestration_result result;
    std::optional<std::string> queue; // the task key under which the run now waits for a task worker
};

// Asks the rules for a transition of a task run and stores what comes of it. error{errc::object_not_found} where there
// is no such run. Two round trips on PostgreSQL, as for a flow run.
task<with_events<task_run_transition>> set_task_run_state(db::connection& conn, uuid id, state proposed,
                                                          transition_request request);

// A task run whose state follows that of a flow run, as a transition needs it: the one that stands for a subflow in its
// parent, or one of the flow run's own.
struct following_task_row : run_progress
{
    uuid id;
    std::vector<std::string> tags;
    std::optional<uuid> flow_run_id;
    std::int64_t flow_run_run_count = 0;
    std::optional<timestamp> state_timestamp;
};
BOOST_DESCRIBE_STRUCT(following_task_row, (run_progress), (id, tags, flow_run_id, flow_run_run_count, state_timestamp))

// The parent of a flow run, or the one that a new flow run names, locked, with the next awaited statement; no rows
// where there is none.
db::connection::deferred<following_task_row> deferred_parent_of(db::connection& conn, uuid flow_run_id);
db::connection::deferred<following_task_row> deferred_parent(db::connection& conn, uuid task_run_id);

// Enqueues the state of a subflow as that of the task run that stands for it. What it gives back of `slots` the caller
// enqueues. error{errc::object_not_found} where there is no row.
void follow_subflow(db::connection& conn, std::vector<following_task_row> parent, uuid flow_run_id, state reached,
                    slot_ledger& slots);

// The failed task runs of a flow run, locked, with the next awaited statement; and the states in which they await the
// retry of their flow, for clients that leave them to the server. Enqueues these.
db::connection::deferred<following_task_row> deferred_failed_task_runs(db::connection& conn, uuid flow_run_id);
void retry_failed_task_runs(db::connection& conn, std::vector<following_task_row> failed, timestamp scheduled);

} // namespace praetor::models
