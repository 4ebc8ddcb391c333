// Deleting flow runs, with their logs and the slots that they and their task runs hold.
#pragma once

#include <models/due_row.hpp>
#include <models/flow_runs/flow_run_filter.hpp>
#include <models/limits/concurrency_limit.hpp>

#include <db/connection.hpp>

#include <optional>
#include <vector>

namespace praetor::models {

// False where there is no such run.
task<bool> delete_flow_run(db::connection& conn, uuid id, max_waits waits);

// The first `limit` runs that match, newest first; gives their ids.
task<std::vector<uuid>> delete_flow_runs(db::connection& conn, std::optional<filters::flow_run_filter> wanted,
                                         std::int64_t limit, max_waits waits);

// Deletes up to `max_rows` runs of a flow; gives how many. A flow may have a hundred thousand: call it until fewer went
// than asked, each time in a transaction of its own.
task<std::int64_t> delete_runs_of_flow(db::connection& conn, uuid flow_id, std::int64_t max_rows, max_waits waits);

// Deletes up to `max_rows` of the flow runs that are no subflows and ended before `before`, the first ended first,
// behind `after`, but for those that somebody else holds. Their logs and artifacts stay: there may be millions of them
// (runs/orphans.hpp).
task<std::vector<due_row>> delete_ended_flow_runs(db::connection& conn, timestamp before, std::optional<due_row> after,
                                                  std::int64_t max_rows, max_waits waits);

} // namespace praetor::models
