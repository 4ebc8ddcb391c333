// What the routes that change states share.
#pragma once

#include <routes/scope.hpp>

#include <models/flow_runs/flow_run.hpp>
#include <models/flow_runs/set_flow_run_state.hpp>

namespace praetor::routes {

// The body of POST /flow_runs/{id}/set_state and /task_runs/{id}/set_state.
struct set_state_fields
{
    models::state_create state;
    defaulted<bool> force;
};
BOOST_DESCRIBE_STRUCT(set_state_fields, (), (state, force))

// How this request asks for a transition: its force, its API version, the server's limits.
models::transition_request asked_transition(scope const& rq, bool force);

// 201 where a state came into being after `when`, else 200.
reply<models::orchestration_result> with_status(models::orchestration_result result, timestamp when);

// Who asks for a flow run: the automation that the request's headers name, if any, and its API version.
models::flow_run_creator asking_creator(scope const& rq);

// errc::unprocessable-like refusal, located at the body's parameters, beyond PREFECT_SERVER_API_MAX_PARAMETER_SIZE
// bytes; 0 is no limit. `element` tells which of a body's list it is.
void check_parameter_size(scope const& rq, std::string const& parameters, std::optional<std::size_t> element = {});

} // namespace praetor::routes
