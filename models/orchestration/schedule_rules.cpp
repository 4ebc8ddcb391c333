// Scheduled times: carried along, waited for, missed.
#include <models/orchestration/rules.hpp>

#include <cmath>

namespace praetor::models::rules {
namespace {

void wait_for_it(transition& t)
{
    if (!t.initial || !t.proposed || !t.initial->state_details.scheduled_time)
        return;
    auto const delay = t.initial->state_details.scheduled_time->when - t.when;
    auto const whole = std::chrono::floor<std::chrono::seconds>(delay);
    // As Python rounds: half to even.
    auto const rest = std::nearbyint(static_cast<double>((delay - whole).count()) / 1e6);
    auto const seconds = whole.count() + static_cast<std::int64_t>(rest);
    if (seconds > 0)
        t.wait(seconds, "Scheduled time is in the future");
}

void only_once_late(transition& t)
{
    if (!t.initial || !t.proposed || t.proposed->name != "Late")
        return;
    if (t.initial->type != state_type::SCHEDULED)
        t.reject(std::nullopt, "Only scheduled flows can be marked late.");
    else if (t.initial->name == "Late")
        t.reject(std::nullopt, "This flow run is already marked late.");
}

} // namespace

rule const copy_scheduled_time{"CopyScheduledTime", {state_type::SCHEDULED}, {state_type::PENDING}, [](transition& t) {
                                   if (t.initial && t.proposed && !t.proposed->state_details.scheduled_time)
                                       t.proposed->state_details.scheduled_time =
                                           t.initial->state_details.scheduled_time;
                               }};

rule const wait_for_scheduled_time{
    "WaitForScheduledTime", {state_type::SCHEDULED, state_type::PENDING}, {state_type::RUNNING}, wait_for_it};

rule const copy_task_parameters_id{"CopyTaskParametersID",
                                   {state_type::SCHEDULED, state_type::PENDING},
                                   {state_type::PENDING, state_type::RUNNING},
                                   [](transition& t) {
                                       if (t.initial && t.proposed && !t.proposed->state_details.task_parameters_id)
                                           t.proposed->state_details.task_parameters_id =
                                               t.initial->state_details.task_parameters_id;
                                   }};

// Whoever commits the state hands the run over afterwards (server/services/scheduled_tasks.hpp).
rule const enqueue_scheduled_tasks{
    "EnqueueScheduledTasks", state_set::all(), {state_type::SCHEDULED}, nullptr, [](transition& t) {
        t.is_queued = t.proposed && t.proposed->state_details.deferred.value_or(false);
    }};

rule const ensure_only_scheduled_flows_marked_late{
    "EnsureOnlyScheduledFlowsMarkedLate", state_set::all(), {state_type::SCHEDULED}, only_once_late};

} // namespace praetor::models::rules
