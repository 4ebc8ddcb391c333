// Pausing, suspending and resuming flow runs.
#include <models/orchestration/rules.hpp>

#include <server/base/text/ascii.hpp>

#include <algorithm>

namespace praetor::models::rules {
namespace {

std::string verb_of(state const& proposed)
{
    return proposed.name == "Suspended" ? "suspend" : "pause";
}

void govern_pausing(transition& t)
{
    if (!t.proposed)
        return;
    auto const verb = verb_of(*t.proposed);
    if (!t.initial)
        return t.abort("Cannot " + verb + " flows with no state.");
    if (t.initial->type != state_type::RUNNING)
        return t.reject(std::nullopt, "Cannot " + verb + " flows that are not currently running.");
    t.pause_key = t.proposed->state_details.pause_key.value_or(to_string(uuid::random()));
    auto const& seen = *t.run.flow_policy.pause_keys;
    if (seen && std::find(seen->begin(), seen->end(), *t.pause_key) != seen->end())
        return t.reject(std::nullopt, "This " + verb + " has already fired.");
    if (*t.proposed->state_details.pause_reschedule) {
        if (t.run.parent_task_run_id)
            return t.abort("Cannot " + verb + " subflows.");
        if (!t.run.deployment_id)
            return t.abort("Cannot " + verb + " flows without a deployment.");
    }
}

// Each pause fires once: its key is remembered with the run, but for that of a client that must give up.
void remember_pause(transition& t)
{
    if (!t.pause_key || t.status == set_state_status::ABORT)
        return;
    auto seen = (*t.run.flow_policy.pause_keys).value_or(json::text_set{});
    if (std::find(seen.begin(), seen.end(), *t.pause_key) == seen.end())
        seen.push_back(*t.pause_key);
    t.run.flow_policy.pause_keys.set(std::move(seen));
    // It has not fired on this attempt, so what is stored there answers a pause of an earlier one.
    if (t.proposed && t.proposed->state_details.run_input_keyset)
        for (auto const& [name, key] : *t.proposed->state_details.run_input_keyset)
            t.stale_inputs.push_back(key);
}

void govern_resuming(transition& t)
{
    if (!t.initial || !t.proposed)
        return;
    auto const to = t.proposed->type;
    if (to != state_type::RUNNING && to != state_type::SCHEDULED && to != state_type::CANCELLING && !is_final(to))
        return t.reject(std::nullopt, "This run cannot transition to the StateType." + std::string{to_text(to)} +
                                          " state from the StateType." + std::string{to_text(t.initial->type)} +
                                          " state.");
    auto const name = lower_case(t.proposed->name.empty() ? std::string{to_text(to)} : t.proposed->name);
    auto const& details = t.initial->state_details;
    if (*details.pause_reschedule && !t.run.deployment_id)
        return t.reject(std::nullopt, "Cannot reschedule a " + name + " flow run without a deployment.");
    // A blocking pause keeps its process alive: who cancels it has to reach that process at any time.
    if (to == state_type::CANCELLING)
        return;
    if (details.pause_timeout && details.pause_timeout->when < t.when) {
        auto failed = make_state(state_type::FAILED, "Failed", "The flow was " + name + " and never resumed.");
        t.reject(std::move(failed),
                 "The flow run " + verb_of(*t.proposed) + " has timed out and can no longer resume.");
    }
}

// A run that leaves a blocking pause for a schedule begins anew, and its pauses fire again. One that was suspended
// skips those that have fired.
void leave_pause(transition& t)
{
    auto& policy = t.run.flow_policy;
    bool const begins_anew = t.initial && !*t.initial->state_details.pause_reschedule && t.client_knows_pause_keys &&
                             t.proposed && t.proposed->type == state_type::SCHEDULED;
    policy.resuming = !begins_anew;
    if (!begins_anew)
        return;
    policy.pause_keys.set(std::vector<std::string>{});
    policy.retry_type = retry_kind::reschedule;
}

} // namespace

rule const handle_pausing_flows{
    "HandlePausingFlows", state_set::all(), {state_type::PAUSED}, govern_pausing, remember_pause};

rule const handle_resuming_paused_flows{
    "HandleResumingPausedFlows", {state_type::PAUSED}, state_set::all(), govern_resuming, leave_pause};

} // namespace praetor::models::rules
