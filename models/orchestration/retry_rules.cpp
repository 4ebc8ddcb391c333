// Retries of flow runs and task runs, and the names of second attempts.
#include <models/limits/slot_arithmetic.hpp>
#include <models/orchestration/rules.hpp>

#include <server/base/json/parse.hpp>

#include <boost/json/value.hpp>

#include <algorithm>

namespace praetor::models::rules {
namespace {

// "AwaitingRetry" after a delay; keeps what the failed state said.
state awaiting_retry(state const& failed, timestamp scheduled)
{
    auto retry = make_state(state_type::SCHEDULED, "AwaitingRetry", failed.message);
    retry.data = failed.data;
    retry.state_details.scheduled_time = scheduled;
    return retry;
}

void retry_flow(transition& t)
{
    if (!t.initial || !t.proposed)
        return;
    auto& policy = t.run.flow_policy;
    if (!policy.retries || t.run.run_count > *policy.retries) {
        policy.retry_type.reset();
        return;
    }
    auto const scheduled = t.when + std::chrono::seconds{policy.retry_delay.value_or(0)};
    if (!t.client_retries_tasks)
        t.tasks_retry_at = scheduled;
    if (t.client_knows_pause_keys) {
        policy.resuming = false;
        policy.pause_keys.set(std::vector<std::string>{});
        policy.retry_type = retry_kind::in_process;
    }
    auto retry = awaiting_retry(*t.proposed, scheduled);
    retry.state_details.deployment_concurrency_lease_id = t.initial->state_details.deployment_concurrency_lease_id;
    t.reject(std::move(retry), "Retrying");
}

// Seconds before the next attempt: the one delay, or the delay of this attempt, the last for all beyond the list.
double delay_of(task_run_policy const& policy, std::int64_t run_count)
{
    if (!policy.retry_delay)
        return 0;
    auto const delay = json::parse(policy.retry_delay->text);
    if (delay.is_number())
        return delay.to_number<double>();
    auto const* list = delay.if_array();
    if (list == nullptr || list->empty())
        return 0;
    auto const last = static_cast<std::int64_t>(list->size()) - 1;
    auto const at = run_count < 1 ? last : std::min(run_count - 1, last); // as Python counts from the end
    auto const& one = (*list)[static_cast<std::size_t>(at)];
    return one.is_number() ? one.to_number<double>() : 0;
}

void retry_task(transition& t)
{
    if (!t.initial || !t.proposed)
        return;
    if (t.proposed->state_details.retriable == false)
        return;
    auto const& policy = t.run.task_policy;
    if (!policy.retries || t.run.run_count > *policy.retries)
        return;
    double delay = delay_of(policy, t.run.run_count);
    double const jitter = policy.retry_jitter_factor.value_or(jitter_factor{0});
    if (jitter > 0 && delay > 0)
        delay = jitter_around(delay, jitter);
    auto const scheduled = t.when + duration{static_cast<std::int64_t>(delay * 1e6)};
    t.reject(awaiting_retry(*t.proposed, scheduled), "Retrying");
}

// Runs that are to be retried in their process are given to no worker: one that ends has no such process any more,
// whoever ends it, and a retry that somebody forces later needs a worker. So has one that ended before this was known.
constexpr rule forget_transform()
{
    rule made{"ForgetInProcessRetry"};
    made.is_transform = true;
    made.before = [](transition& t) {
        auto& type = t.run.flow_policy.retry_type;
        if (type == retry_kind::in_process && (is_final(t.proposed->type) || (t.initial && is_final(t.initial->type))))
            type.reset();
    };
    return made;
}

} // namespace

rule const forget_in_process_retry = forget_transform();

rule const retry_failed_flows{"RetryFailedFlows", {state_type::RUNNING}, {state_type::FAILED}, retry_flow};

rule const retry_failed_tasks{"RetryFailedTasks", {state_type::RUNNING}, {state_type::FAILED}, retry_task};

rule const rename_reruns{"RenameReruns", state_set::all(), {state_type::RUNNING}, [](transition& t) {
                             if (t.initial && t.proposed && t.run.run_count > 0)
                                 t.proposed->name = t.initial->name == "AwaitingRetry" ? "Retrying" : "Rerunning";
                         }};

rule const update_flow_run_tracker_on_tasks{
    "UpdateFlowRunTrackerOnTasks", state_set::all(), {state_type::RUNNING}, nullptr, [](transition& t) {
        if (t.flow_run)
            t.run.flow_run_run_count = t.flow_run->run_count;
    }};

} // namespace praetor::models::rules
