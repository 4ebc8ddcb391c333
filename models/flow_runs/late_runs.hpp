// Scheduled flow runs that nobody has started in time.
//
// A deployment may say by its label "praetor.late-runs" what becomes of those that its schedules made:
//   all      each is marked late (the default, and what becomes of every other run)
//   latest   of those of one schedule only the newest; the others are cancelled
//   skip     none: they are cancelled
#pragma once

#include <models/due_row.hpp>
#include <models/flow_runs/set_flow_run_state.hpp>
#include <models/with_events.hpp>

#include <db/connection.hpp>

#include <vector>

namespace praetor::models {

// Runs in state Scheduled whose time was up before `before`, the longest overdue first, behind `after`.
task<std::vector<due_row>> read_overdue_runs(db::connection& conn, timestamp before, due_row after,
                                             std::int64_t max_rows);

// Marks those of the runs late that are overdue still and that nobody else holds, or cancels them as their deployment
// says; gives how many. `request`: as a client without a version would ask.
task<with_events<std::int64_t>> mark_late_runs(db::connection& conn, std::vector<uuid> runs, timestamp before,
                                               transition_request request);

} // namespace praetor::models
