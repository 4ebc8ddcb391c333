// Transitions that must not happen.
#include <models/orchestration/rules.hpp>

namespace praetor::models::rules {
namespace {

// A client that never heard of its answer asks again with the same transition id.
void refuse_duplicate(transition& t)
{
    if (!t.initial || !t.proposed)
        return;
    auto const& before = t.initial->state_details.transition_id;
    if (before && before == t.proposed->state_details.transition_id)
        t.reject(std::nullopt, "This run has already made this state transition.");
}

// Two workers must not submit the same run; one that renames its own PENDING state may.
void refuse_pending(transition& t)
{
    if (!t.initial || !t.proposed)
        return;
    if (t.initial->type == state_type::PENDING && t.initial->name != t.proposed->name && t.proposed->name != "Pending")
    {
        auto& details = t.proposed->state_details;
        details.scheduled_time = t.initial->state_details.scheduled_time;
        details.deployment_concurrency_lease_id = t.initial->state_details.deployment_concurrency_lease_id;
        return;
    }
    t.abort("This run is in a " + std::string{to_text(t.initial->type)} +
            " state and cannot transition to a PENDING state.");
}

void refuse_without_running_flow(transition& t)
{
    if (!t.flow_run)
        return;
    auto const& flow_state = t.flow_run->state;
    if (flow_state && flow_state->type == state_type::PAUSED) {
        auto paused = make_state(state_type::PAUSED, "NotReady");
        paused.state_details.pause_timeout = flow_state->state_details.pause_timeout;
        paused.state_details.pause_reschedule = flow_state->state_details.pause_reschedule;
        return t.reject(std::move(paused), "The flow is paused, new tasks can execute after resuming flow run: " +
                                               to_string(t.flow_run->id) + ".");
    }
    if (!flow_state || flow_state->type != state_type::RUNNING)
        t.abort("The enclosing flow must be running to begin task execution.");
}

constexpr rule lease_transform()
{
    rule made{"PreserveDeploymentConcurrencyLeaseId"};
    made.is_transform = true;
    made.before = [](transition& t) {
        if (!t.initial || !t.proposed)
            return;
        auto& lease = t.proposed->state_details.deployment_concurrency_lease_id;
        if (!lease)
            lease = t.initial->state_details.deployment_concurrency_lease_id;
    };
    return made;
}

} // namespace

rule const preserve_deployment_concurrency_lease_id = lease_transform();

rule const prevent_duplicate_transitions{"PreventDuplicateTransitions", state_set::all(), state_set::all(),
                                         refuse_duplicate};

rule const prevent_pending_transitions{
    "PreventPendingTransitions",
    {state_type::PENDING, state_type::CANCELLING, state_type::RUNNING, state_type::CANCELLED},
    {state_type::PENDING},
    refuse_pending};

rule const prevent_running_tasks_from_stopped_flows{
    "PreventRunningTasksFromStoppedFlows", state_set::all(), {state_type::RUNNING}, refuse_without_running_flow};

} // namespace praetor::models::rules
