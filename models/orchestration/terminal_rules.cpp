// Leaving a final state.
#include <models/orchestration/persisted_result.hpp>
#include <models/orchestration/rules.hpp>

namespace praetor::models::rules {
namespace {

bool goes_nowhere(state_type type)
{
    return type == state_type::CANCELLING || type == state_type::PAUSED || type == state_type::CRASHED;
}

// A COMPLETED state that would lose the result another one kept.
bool loses_result(transition const& t)
{
    return t.initial->type == state_type::COMPLETED && t.proposed->type == state_type::COMPLETED &&
           has_persisted_result(t.initial->data) && !brings_persisted_result(t.proposed->data);
}

constexpr char const* overwrite_refused = "Cannot overwrite a COMPLETED state that carries persisted result data with "
                                          "one that does not.";

void govern_flow(transition& t)
{
    if (!t.initial || !t.proposed)
        return;
    auto const to = t.proposed->type;
    if (goes_nowhere(to))
        return t.abort("Run is already in terminal state " + std::string{to_text(t.initial->type)} + ".");
    if (t.initial->type == state_type::COMPLETED && !is_final(to) && has_persisted_result(t.initial->data))
        return t.reject(std::nullopt, "Run is already COMPLETED.");
    if (loses_result(t))
        return t.reject(std::nullopt, overwrite_refused);
    // The process of a run that somebody cancelled may come to its end before it hears of that. The reference believes
    // the process.
    if (t.initial->type == state_type::CANCELLED && (to == state_type::COMPLETED || to == state_type::FAILED))
        return t.reject(std::nullopt, "Run is already in terminal state CANCELLED.");
    if (to == state_type::SCHEDULED && !t.run.deployment_id)
        return t.abort("Cannot reschedule a run without an associated deployment.");
    if (!is_final(to) && t.client_knows_pause_keys) {
        auto& policy = t.run.flow_policy;
        policy.resuming = false;
        policy.pause_keys.set(std::vector<std::string>{});
        policy.retry_type.reset();
        if (to == state_type::SCHEDULED)
            policy.retry_type = retry_kind::reschedule;
    }
}

void govern_task(transition& t)
{
    if (!t.initial || !t.proposed)
        return;
    auto const to = t.proposed->type;
    if (goes_nowhere(to))
        return t.abort("Run is already " + std::string{to_text(t.initial->type)} + ".");
    if (t.initial->type == state_type::COMPLETED && has_persisted_result(t.initial->data))
        return t.reject(std::nullopt, "This run is already completed.");
    if (!is_final(to))
        t.run.run_count = 0; // the retries begin anew
    if (to == state_type::RUNNING && t.flow_run && t.run.flow_run_run_count < t.flow_run->run_count)
        t.proposed->name = "Retrying";
}

} // namespace

rule const handle_flow_terminal_state_transitions{
    "HandleFlowTerminalStateTransitions",
    terminal_states,
    state_set::all(),
    govern_flow,
    nullptr,
    [](transition& t, orchestrated_run const& before) { t.run.flow_policy = before.flow_policy; }};

rule const handle_task_terminal_state_transitions{
    "HandleTaskTerminalStateTransitions",
    terminal_states,
    state_set::all(),
    govern_task,
    nullptr,
    [](transition& t, orchestrated_run const& before) { t.run.run_count = before.run_count; }};

rule const prevent_result_data_loss{"PreventResultDataLoss", terminal_states, terminal_states, [](transition& t) {
                                        if (t.initial && t.proposed && loses_result(t))
                                            t.reject(std::nullopt, overwrite_refused);
                                    }};

} // namespace praetor::models::rules
