// Orchestrated changes of a task run's state, as far as they come through the API: tasks of today's clients orchestrate
// themselves and send events (services/task_run_recorder).
#pragma once

#include <models/orchestration/transition.hpp>
#include <models/set_flow_run_state.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

namespace praetor::models {

// Asks the rules for a transition of a task run and stores what comes of it. error{errc::object_not_found} where there is
// no such run.
task<orchestration_result> set_task_run_state(db::connection& conn, uuid id, state proposed, transition_request how);

// The task run that stands for a subflow in its parent, as a transition needs it.
struct parent_task_row
{
    uuid id;
    std::vector<std::string> tags;
    std::optional<uuid> flow_run_id;
    std::int64_t run_count = 0;
    std::int64_t flow_run_run_count = 0;
    std::optional<timestamp> expected_start_time;
    std::optional<timestamp> next_scheduled_start_time;
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    duration total_run_time{};
    std::optional<uuid> state_id;
    std::optional<models::state_type> state_type;
    std::optional<std::string> state_name;
    std::optional<timestamp> state_timestamp;
};
BOOST_DESCRIBE_STRUCT(parent_task_row, (),
                      (id, tags, flow_run_id, run_count, flow_run_run_count, expected_start_time,
                       next_scheduled_start_time, start_time, end_time, total_run_time, state_id, state_type,
                       state_name, state_timestamp))

// The parent of a flow run, locked, with the next awaited statement; no rows where it has none.
db::connection::later<parent_task_row> promise_parent(db::connection& conn, uuid flow_run_id);

// Gives the task run that stands for a subflow the state of the subflow. Posts all but the state's result. What it gives
// back of `slots` the caller posts. error{errc::object_not_found} where there is no row.
task<void> follow_subflow(db::connection& conn, std::vector<parent_task_row> parent, uuid flow_run_id, state reached,
                          slot_ledger& slots);

} // namespace praetor::models
