// What the states of flow runs and of task runs have in common as rows.
#pragma once

#include <models/seed/run_plan.hpp>

#include <db/bulk/row.hpp>

namespace praetor::models::seed {

// The state's details as the reference keeps them: every key. `scheduled` counts for a state of that type.
std::string details_of(planned_state const& state, std::optional<uuid> flow_run, std::optional<uuid> task_run,
                       timestamp scheduled);

// What a run that ended so has to say; empty for most.
std::string_view message_of(planned_state const& state);

// Columns id to data; `details` lives until the row is given.
template <class Table>
void put_state(db::bulk::row& row, Table const& to, uuid id, planned_state const& state, std::string_view details)
{
    row.put(to.id, id);
    row.put(to.created, state.at);
    row.put(to.updated, state.at);
    row.put(to.type, state.type);
    row.put(to.timestamp, state.at);
    row.put(to.name, state.name);
    if (auto const message = message_of(state); !message.empty())
        row.put(to.message, message);
    row.put(to.state_details, details);
}

} // namespace praetor::models::seed
