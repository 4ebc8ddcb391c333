// Flow runs whose pause has run out.
#pragma once

#include <models/due_row.hpp>
#include <models/flow_runs/set_flow_run_state.hpp>
#include <models/with_events.hpp>

#include <db/connection.hpp>

#include <optional>
#include <vector>

namespace praetor::models {

// Paused runs whose timeout has passed by `when`, in the order of their ids, behind `after`.
task<std::vector<due_row>> read_expired_pauses(db::connection& conn, timestamp when, std::optional<due_row> after,
                                               std::int64_t max_rows);

// Fails those of the runs that are paused still and that nobody else holds; gives how many.
task<with_events<std::int64_t>> fail_expired_pauses(db::connection& conn, std::vector<uuid> runs, timestamp when,
                                                    transition_request request);

} // namespace praetor::models
