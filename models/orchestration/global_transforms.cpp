// What every accepted transition does to its run.
#include <models/orchestration/rules.hpp>

#include <algorithm>

namespace praetor::models::rules {
namespace {

constexpr rule transform(std::string_view name, void (*before)(transition&))
{
    rule made{name};
    made.before = before;
    made.is_transform = true;
    return made;
}

constexpr rule afterwards(std::string_view name, void (*after)(transition&))
{
    rule made{name};
    made.after = after;
    made.is_transform = true;
    return made;
}

bool is(std::optional<state> const& one, state_type type)
{
    return one && one->type == type;
}

} // namespace

// A unique index says that the states of a run have different times: one that would fall on another moves behind it.
rule const ensure_flow_run_state_timestamp_is_unique =
    transform("EnsureFlowRunStateTimestampIsUnique", [](transition& t) {
        auto const& taken = t.taken_timestamps;
        while (std::ranges::find(taken, t.proposed->timestamp) != taken.end())
            t.proposed->timestamp += std::chrono::microseconds{1};
    });

rule const set_run_state_type =
    transform("SetRunStateType", [](transition& t) { t.run.state_type = t.proposed->type; });

rule const set_run_state_name =
    transform("SetRunStateName", [](transition& t) { t.run.state_name = t.proposed->name; });

rule const set_run_state_timestamp =
    transform("SetRunStateTimestamp", [](transition& t) { t.run.state_timestamp = t.proposed->timestamp; });

rule const set_start_time = transform("SetStartTime", [](transition& t) {
    if (t.proposed->type == state_type::RUNNING && !t.run.start_time)
        t.run.start_time = t.proposed->timestamp;
});

// A run that leaves a final state has not ended; one that failed before it started has started when it ended.
rule const set_end_time = transform("SetEndTime", [](transition& t) {
    bool const ends = is_final(t.proposed->type);
    if (t.initial && is_final(t.initial->type) && !ends)
        t.run.end_time.reset();
    if (ends && !t.run.end_time) {
        if (!t.run.start_time)
            t.run.start_time = t.proposed->timestamp;
        t.run.end_time = t.proposed->timestamp;
    }
});

rule const increment_run_time = transform("IncrementRunTime", [](transition& t) {
    if (is(t.initial, state_type::RUNNING))
        t.run.total_run_time += t.proposed->timestamp - t.initial->timestamp;
});

rule const set_expected_start_time = transform("SetExpectedStartTime", [](transition& t) {
    if (t.run.expected_start_time)
        return;
    t.run.expected_start_time =
        t.proposed->type == state_type::SCHEDULED ? t.proposed->state_details.scheduled_time : t.proposed->timestamp;
});

rule const set_next_scheduled_start_time = transform("SetNextScheduledStartTime", [](transition& t) {
    if (is(t.initial, state_type::SCHEDULED))
        t.run.next_scheduled_start_time.reset();
    if (t.proposed->type == state_type::SCHEDULED)
        t.run.next_scheduled_start_time = t.proposed->state_details.scheduled_time;
});

rule const update_flow_state_details =
    transform("UpdateStateDetails", [](transition& t) { t.proposed->state_details.flow_run_id = t.run.id; });

rule const update_task_state_details = transform("UpdateStateDetails", [](transition& t) {
    t.proposed->state_details.flow_run_id = t.run.flow_run_id;
    t.proposed->state_details.task_run_id = t.run.id;
});

// The state is written with the run's (set_flow_run_state.cpp).
rule const update_subflow_parent_task = afterwards(
    "UpdateSubflowParentTask", [](transition& t) { t.is_followed_by_parent = t.run.parent_task_run_id.has_value(); });

rule const update_subflow_state_details = transform("UpdateSubflowStateDetails", [](transition& t) {
    if (t.run.parent_task_run_id)
        t.proposed->state_details.task_run_id = t.run.parent_task_run_id;
});

// A resumed run goes on with the attempt it paused in.
rule const increment_flow_run_count = transform("IncrementFlowRunCount", [](transition& t) {
    if (t.proposed->type != state_type::RUNNING)
        return;
    if (t.client_knows_pause_keys && t.run.flow_policy.resuming.value_or(false))
        return;
    ++t.run.run_count;
});

rule const increment_task_run_count = transform("IncrementTaskRunCount", [](transition& t) {
    if (t.proposed->type == state_type::RUNNING)
        ++t.run.run_count;
});

rule const remove_resuming_indicator = transform("RemoveResumingIndicator", [](transition& t) {
    if (t.client_knows_pause_keys && (t.proposed->type == state_type::RUNNING || is_final(t.proposed->type)) &&
        t.run.flow_policy.resuming.value_or(false))
        t.run.flow_policy.resuming = false;
});

rule const instrument_flow_run_state_transitions =
    afterwards("InstrumentFlowRunStateTransitions", [](transition& t) { t.emits_event = true; });

} // namespace praetor::models::rules
