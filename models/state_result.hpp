// Where the data of a state is kept: in an artifact of its run, to which the state refers. States of older versions, and
// those that task runs tell by events, have it in their own column.
#pragma once

#include <models/events/event.hpp>

#include <server/base/json/text.hpp>
#include <server/base/task.hpp>
#include <server/base/uuid.hpp>

#include <db/connection.hpp>

#include <optional>
#include <vector>

// The data of a state as SQL: `state` is the alias of its table, `result` that of table artifact, joined on
// artifact.id = state.result_artifact_id.
#define PRAETOR_STATE_DATA(state, result)                                                                              \
    "coalesce(nullif(CAST(" state ".data AS text), 'null'), CAST(" result ".data AS text))"

namespace praetor::models {

// Stores the data of a state that is about to be stored; gives the artifact. Nothing where there is none to keep.
task<std::optional<uuid>> store_state_result(db::connection& conn, json_text data, std::optional<uuid> flow_run_id,
                                             std::optional<uuid> task_run_id, std::vector<event>& events);

} // namespace praetor::models
