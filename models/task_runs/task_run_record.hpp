// Task runs as their clients tell them: each change of state is an event that carries the whole run.
#pragma once

#include <models/events/event.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <vector>

namespace praetor::models {

// Whether an event tells of a task run that orchestrates itself.
bool is_task_run_record(event const& one);

// Stores the runs and states that these events tell of, in one transaction: the newest event of a run wins, a state is
// stored once. Events that do not hold a run are logged and passed over. error{errc::integrity} where a flow run is
// gone.
task<void> record_task_runs(db::connection& conn, std::vector<event_ptr> events);

// Throws what the database says where its tables can take no task run at all. In a transaction; changes nothing.
task<void> check_task_run_tables(db::connection& conn);

} // namespace praetor::models
