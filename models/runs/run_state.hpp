// The states that a run went through, one by one.
#pragma once

#include <models/runs/state.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <optional>
#include <vector>

namespace praetor::models {

enum class run_kind
{
    flow_run,
    task_run
};

// Nothing where there is none.
task<std::optional<stored_state>> read_run_state(db::connection& conn, run_kind kind, uuid id);

// Enqueues a state that a run reached. Its data is kept in the artifact `result`.
void enqueue_run_state(db::connection& conn, run_kind kind, uuid run_id, state const& reached, timestamp when,
                       std::optional<uuid> result);

// The states of one run, oldest first.
task<std::vector<stored_state>> read_run_states(db::connection& conn, run_kind kind, uuid run_id);

} // namespace praetor::models
