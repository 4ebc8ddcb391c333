// Cancelling flow runs.
#include <models/orchestration/rules.hpp>

namespace praetor::models::rules {
namespace {

// CANCELLING is for tearing infrastructure down; a run that has none is cancelled at once.
void skip_cancelling(transition& t)
{
    if (!t.initial || !t.proposed)
        return;
    bool const scheduled = t.initial->type == state_type::SCHEDULED;
    if ((scheduled && !t.run.has_infrastructure_pid) || t.initial->name == "Resuming")
        t.reject(make_state(state_type::CANCELLED, "Cancelled"),
                 "Scheduled flow run has no infrastructure to terminate.");
    else if (t.initial->type == state_type::PAUSED && *t.initial->state_details.pause_reschedule)
        t.reject(make_state(state_type::CANCELLED, "Cancelled"),
                 "Suspended flow run has no infrastructure to terminate.");
}

} // namespace

rule const enforce_cancelling_to_cancelled_transition{
    "EnforceCancellingToCancelledTransition",
    {state_type::CANCELLING},
    state_set::all().without(state_type::CANCELLED),
    [](transition& t) {
        t.reject(std::nullopt, "Cannot transition flows that are cancelling to a state other than Cancelled.");
    }};

rule const bypass_cancelling_flow_runs_with_no_infra{"BypassCancellingFlowRunsWithNoInfra",
                                                     {state_type::SCHEDULED, state_type::PAUSED},
                                                     {state_type::CANCELLING},
                                                     skip_cancelling};

} // namespace praetor::models::rules
