// Actions inside the database: each is done in the transaction that takes away the row which waited for it, so that it
// is done once, however many servers there are and whenever one of them dies.
#pragma once

#include <models/automations/actions/action_outcome.hpp>
#include <models/automations/actions/triggered_action.hpp>
#include <models/deployments/deployment_flow_run.hpp>
#include <models/flow_runs/flow_run_input.hpp>
#include <models/flow_runs/set_flow_run_state.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models::actions {

// An action and what was worked out for it before the transaction.
struct prepared_action
{
    triggered_action of;
    action_outcome outcome;     // with a failure, nothing is done any more
    std::vector<event> emitted; // what it caused on the way, beside its own events
    bool is_left = false;       // somebody else does it just now
    std::optional<uuid> target;
    std::optional<deployed_run> run;      // of run_deployment
    std::optional<awaited_input> awaited; // of resume_flow_run
};

struct settled_action
{
    bool is_mine = false;               // else somebody else has the row, or had it
    std::optional<std::string> failure; // why it was not done
};

// Does it, tells it by its events, and takes the row away. Errors of the models that do it, whose words a failure tells
// then.
task<with_events<settled_action>> settle_action(db::connection& conn, prepared_action what, transition_request request);

} // namespace praetor::models::actions
