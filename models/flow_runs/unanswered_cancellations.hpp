// Flow runs that were told to stop and did not say in time that they did.
#pragma once

#include <models/due_row.hpp>
#include <models/flow_runs/set_flow_run_state.hpp>
#include <models/with_events.hpp>

#include <db/connection.hpp>

#include <optional>
#include <vector>

namespace praetor::models {

// Those that are CANCELLING since `before` or longer; the longest first, behind `after`.
task<std::vector<due_row>> read_unanswered_cancellations(db::connection& conn, timestamp before,
                                                         std::optional<due_row> after, std::int64_t max_rows);

// Cancels those that are such still and that nobody else holds, as the rules allow. For each that a worker's pool has
// started, a worker is asked to remove what it left behind (models/cleanups). Gives how many were cancelled.
task<with_events<std::int64_t>> end_unanswered_cancellations(db::connection& conn, std::vector<uuid> flow_runs,
                                                             timestamp before, transition_request request);

} // namespace praetor::models
