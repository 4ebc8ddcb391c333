// What is left of flow runs that were cancelled: their task runs and subflows that have not ended.
#pragma once

#include <models/due_row.hpp>
#include <models/flow_runs/set_flow_run_state.hpp>
#include <models/with_events.hpp>

#include <db/connection.hpp>

#include <optional>
#include <vector>

namespace praetor::models {

// Where to look for them: nothing else than what has been written since `changed` can have become one, and flow runs
// that ended before `ended` have no task runs that are to be cancelled. Without `changed` all that has not ended is
// looked at, whenever it was written.
struct cancelled_since
{
    std::optional<timestamp> changed;
    timestamp ended{};
};

// Task runs that have not ended, of cancelled flow runs; in the order of their ids, behind `after`.
task<std::vector<due_row>> read_stray_task_runs(db::connection& conn, cancelled_since since,
                                                std::optional<due_row> after, std::int64_t max_rows);

// Cancels those that are such still and that nobody else holds; gives how many.
task<with_events<std::int64_t>> cancel_stray_task_runs(db::connection& conn, std::vector<uuid> task_runs,
                                                       transition_request request);

// Subflows that have not ended, of cancelled flow runs, whenever these ended; in the order of their ids, behind
// `after`. One of a deployment that is being cancelled is none.
task<std::vector<due_row>> read_stray_subflows(db::connection& conn, cancelled_since since,
                                               std::optional<due_row> after, std::int64_t max_rows);

// Cancels those that are such still and that nobody else holds: one of a deployment by way of CANCELLING, for its
// worker is to end it. Gives how many.
task<with_events<std::int64_t>> cancel_stray_subflows(db::connection& conn, std::vector<uuid> flow_runs,
                                                      transition_request request);

} // namespace praetor::models
