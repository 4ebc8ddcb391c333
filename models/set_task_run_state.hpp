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

// Gives the task run that stands for a subflow the state of the subflow.
task<void> follow_subflow(db::connection& conn, uuid task_run_id, uuid flow_run_id, state reached);

} // namespace praetor::models
