#include <models/flow_runs/set_flow_run_state.hpp>

#include <models/events/event_store.hpp>
#include <models/limits/run_slots.hpp>
#include <models/runs/state_result.hpp>
#include <models/task_runs/set_task_run_state.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

#include <db/rows.hpp>

#include <algorithm>

namespace praetor::models {
namespace {

// A run as a transition needs it: its own columns, its current state, and the names and tags of what it belongs to.
struct orchestrated_row
{
    uuid id;
    std::string name;
    std::vector<std::string> tags;
    std::int64_t run_count = 0;
    std::optional<timestamp> expected_start_time;
    std::optional<timestamp> next_scheduled_start_time;
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    duration total_run_time{};
    std::optional<uuid> deployment_id;
    std::optional<uuid> parent_task_run_id;
    std::optional<std::string> infrastructure_pid;
    json_text empirical_policy;
    json_text created_by;
    std::optional<uuid> state_id;
    std::optional<models::state_type> state_type;
    std::optional<std::string> state_name;
    std::optional<timestamp> state_timestamp;
    std::optional<std::string> state_message;
    json_text state_data;
    json_text state_details;
    std::optional<uuid> flow_id;
    std::optional<std::string> flow_name;
    std::vector<std::string> flow_tags;
    std::optional<std::string> deployment_name;
    std::vector<std::string> deployment_tags;
    std::optional<uuid> found_deployment_id;
    std::optional<uuid> concurrency_limit_id;
    json_text concurrency_options;
    std::optional<uuid> queue_id;
    std::optional<std::string> queue_name;
    std::optional<uuid> pool_id;
    std::optional<std::string> pool_name;
    std::optional<std::string> pool_type;
    std::optional<uuid> parent_id;
    std::optional<std::string> parent_name;
    std::vector<std::string> parent_tags;
};
BOOST_DESCRIBE_STRUCT(orchestrated_row, (),
                      (id, name, tags, run_count, expected_start_time, next_scheduled_start_time, start_time, end_time,
                       total_run_time, deployment_id, parent_task_run_id, infrastructure_pid, empirical_policy,
                       created_by, state_id, state_type, state_name, state_timestamp, state_message, state_data,
                       state_details, flow_id, flow_name, flow_tags, deployment_name, deployment_tags,
                       found_deployment_id, concurrency_limit_id, concurrency_options, queue_id, queue_name, pool_id,
                       pool_name, pool_type, parent_id, parent_name, parent_tags))

constexpr std::string_view select_orchestrated =
    "SELECT run.id, run.name, run.tags, run.run_count, run.expected_start_time, run.next_scheduled_start_time, "
    "run.start_time, run.end_time, run.total_run_time, run.deployment_id, run.parent_task_run_id, "
    "run.infrastructure_pid, run.empirical_policy, run.created_by, state.id AS state_id, state.type AS state_type, "
    "state.name AS state_name, state.timestamp AS state_timestamp, state.message AS state_message, " PRAETOR_STATE_DATA(
        "state") " AS state_data, state.state_details AS state_details, flow.id AS flow_id, flow.name AS flow_name, "
                 "flow.tags AS flow_tags, deployment.name AS deployment_name, deployment.tags AS deployment_tags, "
                 "deployment.id AS found_deployment_id, deployment.concurrency_limit_id, "
                 "deployment.concurrency_options, "
                 "work_queue.id AS queue_id, work_queue.name AS queue_name, work_pool.id AS pool_id, work_pool.name "
                 "AS pool_name, "
                 "work_pool.type AS pool_type, parent.id AS parent_id, parent.name AS parent_name, parent.tags AS "
                 "parent_tags "
                 "FROM flow_run AS run LEFT JOIN flow_run_state AS state ON state.id = run.state_id "
                 "LEFT JOIN flow ON flow.id = run.flow_id LEFT JOIN deployment ON deployment.id = run.deployment_id "
                 "LEFT JOIN work_queue ON work_queue.id = run.work_queue_id "
                 "LEFT JOIN work_pool ON work_pool.id = work_queue.work_pool_id "
                 "LEFT JOIN task_run AS parent ON parent.id = run.parent_task_run_id WHERE run.id = $1";

transition to_transition(orchestrated_row const& row)
{
    transition now;
    now.run.id = row.id;
    now.run.run_count = row.run_count;
    now.run.expected_start_time = row.expected_start_time;
    now.run.next_scheduled_start_time = row.next_scheduled_start_time;
    now.run.start_time = row.start_time;
    now.run.end_time = row.end_time;
    now.run.total_run_time = row.total_run_time;
    now.run.deployment_id = row.deployment_id;
    now.run.parent_task_run_id = row.parent_task_run_id;
    now.run.has_infrastructure_pid = row.infrastructure_pid && !row.infrastructure_pid->empty();
    now.run.flow_policy = read_flow_run_policy(row.empirical_policy);
    if (row.state_id && row.state_type && row.state_timestamp)
        now.initial = parse(stored_state{*row.state_id, *row.state_type, row.state_name.value_or(""),
                                         *row.state_timestamp, row.state_message, row.state_data, row.state_details});
    return now;
}

flow_run_surroundings to_surroundings(orchestrated_row const& row)
{
    flow_run_surroundings around{row.name, row.tags, {}, row.created_by};
    auto const add = [&](std::string_view kind, std::optional<uuid> const& id, std::optional<std::string> const& name,
                         std::vector<std::string> const& tags, std::optional<std::string> type = std::nullopt) {
        if (id && name)
            around.objects.push_back({kind, *id, *name, tags, std::move(type)});
    };
    add("flow", row.flow_id, row.flow_name, row.flow_tags);
    add("deployment", row.deployment_id, row.deployment_name, row.deployment_tags);
    add("work-queue", row.queue_id, row.queue_name, {});
    add("work-pool", row.pool_id, row.pool_name, {}, row.pool_type);
    add("task-run", row.parent_id, row.parent_name, row.parent_tags);
    return around;
}

policy policy_of(transition_request const& how)
{
    if (how.force)
        return minimal_flow_policy();
    return how.marks_late ? mark_late_runs_policy() : core_flow_policy();
}

// How a deployment's options are kept: {"collision_strategy": "ENQUEUE", "grace_period_seconds": 300}.
struct concurrency_options
{
    models::collision_strategy collision_strategy{};
    std::optional<double> grace_period_seconds;
};
BOOST_DESCRIBE_STRUCT(concurrency_options, (), (collision_strategy, grace_period_seconds))

std::optional<deployment_slots> to_deployment(orchestrated_row const& row)
{
    if (!row.found_deployment_id)
        return std::nullopt;
    deployment_slots made{row.concurrency_limit_id};
    auto const document = json::parse(row.concurrency_options.text);
    json::problems ignored{"concurrency_options"};
    concurrency_options options;
    if (document.is_object() && json::read(options, document, ignored)) {
        made.on_collision = options.collision_strategy;
        made.grace_seconds = options.grace_period_seconds;
    }
    return made;
}

} // namespace

void enqueue_flow_run_state(db::connection& conn, transition const& now, flow_run_surroundings const& around,
                            std::optional<uuid> result, std::vector<event>& events)
{
    auto const& reached = *now.proposed;
    conn.enqueue(
        db::sql{"INSERT INTO flow_run_state (id, created, updated, flow_run_id, type, timestamp, name, message, "
                "state_details, result_artifact_id) VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)",
                reached.id, now.when, now.run.id, reached.type, reached.timestamp, reached.name, reached.message,
                json_text{json::to_text(reached.state_details)}, result});
    if (!now.emits_event)
        return;
    events.push_back(flow_run_state_event(now, around));
    enqueue_events(conn, std::span{&events.back(), 1});
}

task<with_events<orchestration_result>> set_flow_run_state(db::connection& conn, uuid id, state proposed,
                                                           transition_request how)
{
    auto const when = praetor::now();
    // The rows that others may be changing are waited for before the statement that reads them begins, or it would see
    // the run of now with the state of before.
    if (conn.kind() == db::dialect::postgresql)
        conn.enqueue(db::sql{"SELECT 1 FROM flow_run WHERE id = $1 FOR NO KEY UPDATE", id});
    auto parent = promise_parent_of(conn, id);
    auto slots = pending_slots::of_flow_run(conn, id, proposed.type, how.marks_late);
    pending_result stored{conn, proposed.data};
    std::optional<db::connection::deferred<following_task_row>> failed;
    if (!how.client_retries_tasks && proposed.type == state_type::FAILED)
        failed = promise_failed_task_runs(conn, id);
    auto taken = conn.deferred_rows<timestamp>(
        db::sql{"SELECT timestamp FROM flow_run_state WHERE flow_run_id = $1 AND timestamp >= $2", id,
                std::min(proposed.timestamp, when)});
    auto const row = co_await conn.row<orchestrated_row>(db::sql{select_orchestrated, id});
    if (!row)
        throw error{errc::object_not_found, "Flow run with id " + to_string(id) + " not found"};

    auto now = to_transition(*row);
    now.proposed = std::move(proposed);
    now.when = when;
    now.client_retries_tasks = how.client_retries_tasks;
    now.client_knows_pause_keys = how.client_knows_pause_keys;
    now.client_version = std::move(how.client_version);
    now.slot_waits = how.slots;
    now.deployment = to_deployment(*row);
    now.slots = slots.take(when, how.slots.waits);
    now.taken_timestamps = taken.result();
    auto const policy_before = json::to_text(now.run.flow_policy);
    orchestrate(now, policy_of(how), global_flow_policy());

    with_events<orchestration_result> result{{now.nullified() ? now.initial : now.proposed, now.status, now.details},
                                             {}};
    auto const policy_after = json::to_text(now.run.flow_policy);
    if (now.nullified()) {
        if (policy_after != policy_before)
            conn.enqueue(db::sql{"UPDATE flow_run SET updated = $2, empirical_policy = $3 WHERE id = $1", id, now.when,
                                 json_text{policy_after}});
        stored.drop(conn);
        enqueue_decisions(conn, now.slots);
        co_return result;
    }
    auto const artifact = stored.store(conn, now.proposed->data, id, std::nullopt, result.events);
    enqueue_flow_run_state(conn, now, to_surroundings(*row), artifact, result.events);
    if (now.is_followed_by_parent)
        follow_subflow(conn, parent.result(), id, *now.proposed, now.slots);
    if (failed && now.tasks_retry_at)
        retry_failed_task_runs(conn, failed->result(), *now.tasks_retry_at);
    enqueue_decisions(conn, now.slots);
    auto const& run = now.run;
    conn.enqueue(
        db::sql{"UPDATE flow_run SET updated = $2, state_id = $3, state_type = $4, state_name = $5, "
                "state_timestamp = $6, run_count = $7, expected_start_time = $8, next_scheduled_start_time = $9, "
                "start_time = $10, end_time = $11, total_run_time = $12, empirical_policy = $13 WHERE id = $1",
                id, now.when, now.proposed->id, run.state_type, run.state_name, run.state_timestamp, run.run_count,
                run.expected_start_time, run.next_scheduled_start_time, run.start_time, run.end_time,
                run.total_run_time, json_text{policy_after}});
    co_return result;
}

} // namespace praetor::models

PRAETOR_JSON_CODEC(praetor::models::concurrency_options)
