#include <models/flow_runs/set_flow_run_state.hpp>

#include <models/events/event_store.hpp>
#include <models/limits/run_slots.hpp>
#include <models/runs/related_row.hpp>
#include <models/runs/run_state.hpp>
#include <models/runs/state_result.hpp>
#include <models/task_runs/set_task_run_state.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/flow.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/flow_run_input.hpp>
#include <db/schema/tables/flow_run_state.hpp>
#include <db/schema/tables/task_run.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <algorithm>
#include <iterator>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::flow_run;

struct orchestrated_deployment : tagged_row
{
    std::optional<uuid> concurrency_limit_id;
    json_text concurrency_options;
};
BOOST_DESCRIBE_STRUCT(orchestrated_deployment, (tagged_row), (concurrency_limit_id, concurrency_options))

// A run as a transition needs it: its own columns, its current state, and what it belongs to.
struct orchestrated_row : run_progress
{
    uuid id;
    std::string name;
    std::vector<std::string> tags;
    std::optional<uuid> deployment_id;
    std::optional<uuid> parent_task_run_id;
    std::optional<std::string> infrastructure_pid;
    json_text empirical_policy;
    json_text created_by;
    std::optional<stored_state> state;
    std::optional<tagged_row> flow;
    std::optional<orchestrated_deployment> deployment;
    std::optional<named_row> work_queue;
    std::optional<work_pool_row> work_pool;
    std::optional<tagged_row> parent;
};
BOOST_DESCRIBE_STRUCT(orchestrated_row, (run_progress),
                      (id, name, tags, deployment_id, parent_task_run_id, infrastructure_pid, empirical_policy,
                       created_by, state, flow, deployment, work_queue, work_pool, parent))

db::sql select_orchestrated(uuid id)
{
    static auto const statement = query::prepare([](query::parameter<uuid> run) {
        constexpr db::schema::flow_run_state_table state{"state"};
        constexpr db::schema::task_run_table parent{"parent"};
        auto const& flow = db::tables::flow;
        auto const& deployment = db::tables::deployment;
        auto const& queue = db::tables::work_queue;
        auto const& pool = db::tables::work_pool;
        return query::select_from<orchestrated_row>(
                   table, query::in<"state">(state), query::as<"state.data">(state_data("state")),
                   query::in<"flow">(flow), query::in<"deployment">(deployment), query::in<"work_queue">(queue),
                   query::in<"work_pool">(pool), query::in<"parent">(parent))
            .left_join(state, state.id == table.state_id)
            .left_join(flow, flow.id == table.flow_id)
            .left_join(deployment, deployment.id == table.deployment_id)
            .left_join(queue, queue.id == table.work_queue_id)
            .left_join(pool, pool.id == queue.work_pool_id)
            .left_join(parent, parent.id == table.parent_task_run_id)
            .where(table.id == run);
    });
    return statement(id);
}

transition to_transition(orchestrated_row const& row)
{
    transition now;
    static_cast<run_progress&>(now.run) = row;
    now.run.id = row.id;
    now.run.deployment_id = row.deployment_id;
    now.run.parent_task_run_id = row.parent_task_run_id;
    now.run.has_infrastructure_pid = row.infrastructure_pid && !row.infrastructure_pid->empty();
    now.run.flow_policy = read_flow_run_policy(row.empirical_policy);
    if (row.state)
        now.initial = parse(*row.state);
    return now;
}

flow_run_related_resources to_related_resources(orchestrated_row const& row)
{
    flow_run_related_resources around{row.name, row.tags, {}, row.created_by};
    auto const add = [&](std::string_view kind, auto const& one) {
        if (one)
            around.objects.push_back(related(kind, *one));
    };
    add("flow", row.flow);
    add("deployment", row.deployment);
    add("work-queue", row.work_queue);
    add("work-pool", row.work_pool);
    add("task-run", row.parent);
    return around;
}

policy policy_of(transition_request const& request)
{
    if (request.force)
        return minimal_flow_policy();
    return request.marks_late ? mark_late_runs_policy() : core_flow_policy();
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
    if (!row.deployment)
        return std::nullopt;
    deployment_slots made{row.deployment->concurrency_limit_id};
    auto const document = json::parse(row.deployment->concurrency_options.text);
    json::problems ignored{"concurrency_options"};
    concurrency_options options;
    if (document.is_object() && json::read(options, document, ignored)) {
        made.on_collision = options.collision_strategy;
        made.grace_seconds = options.grace_period_seconds;
    }
    return made;
}

db::sql update_run(transition const& now, json_text const& policy)
{
    static auto const statement = query::prepare(
        [](query::parameter<run_progress> progress, query::parameter<std::optional<timestamp>> since,
           query::parameter<json_text> policy_after, query::parameter<timestamp> when, query::parameter<uuid> id) {
            return query::update(table)
                .row(progress)
                .set(table.state_timestamp, since)
                .set(table.empirical_policy, policy_after)
                .set(table.updated, when)
                .where(table.id == id);
        });
    return statement(now.run, now.run.state_timestamp, policy, now.when, now.run.id);
}

db::sql delete_inputs(uuid run, std::vector<std::string> const& keys)
{
    auto const& input = db::tables::flow_run_input;
    return query::delete_from(input).where(input.flow_run_id == run && is_one_of(input.key, keys)).statement();
}

} // namespace

void enqueue_flow_run_state(db::connection& conn, transition const& now, flow_run_related_resources const& around,
                            std::optional<uuid> result, std::vector<event>& events)
{
    enqueue_run_state(conn, run_kind::flow_run, now.run.id, *now.proposed, now.when, result);
    if (!now.emits_event)
        return;
    events.push_back(flow_run_state_event(now, around));
    enqueue_events(conn, std::span{&events.back(), 1});
}

task<with_events<orchestration_result>> set_flow_run_state(db::connection& conn, uuid id, state proposed,
                                                           transition_request request)
{
    auto const when = praetor::now();
    if (!conn.grammar().keeps_nul())
        drop_nul(proposed);
    // The rows that others may be changing are waited for before the statement that reads them begins, or it would see
    // the run of now with the state of before.
    conn.lock_rows(db::row_lock::weak_update, db::sql{"SELECT 1 FROM flow_run WHERE id = $1", id});
    auto parent = deferred_parent_of(conn, id);
    auto slots = pending_slots::of_flow_run(conn, id, proposed.type, request.marks_late);
    pending_result stored{conn, proposed.data};
    std::optional<db::connection::deferred<following_task_row>> failed;
    if (!request.client_retries_tasks && proposed.type == state_type::FAILED)
        failed = deferred_failed_task_runs(conn, id);
    auto taken = conn.deferred_rows<timestamp>(
        db::sql{"SELECT timestamp FROM flow_run_state WHERE flow_run_id = $1 AND timestamp >= $2", id,
                std::min(proposed.timestamp, when)});
    auto const row = co_await conn.row<orchestrated_row>(select_orchestrated(id));
    if (!row)
        throw error{errc::object_not_found, "Flow run with id " + to_string(id) + " not found"};

    auto now = to_transition(*row);
    now.proposed = std::move(proposed);
    now.when = when;
    now.client_retries_tasks = request.client_retries_tasks;
    now.client_knows_pause_keys = request.client_knows_pause_keys;
    now.client_version = std::move(request.client_version);
    now.slot_waits = request.slots;
    now.deployment = to_deployment(*row);
    now.slots = slots.take(when, request.slots.waits);
    now.taken_timestamps = taken.result();
    auto const policy_before = json::to_text(now.run.flow_policy);
    orchestrate(now, policy_of(request), global_flow_policy());

    with_events<orchestration_result> result{{now.nullified() ? now.initial : now.proposed, now.status, now.details},
                                             {}};
    auto const policy_after = json::to_text(now.run.flow_policy);
    if (now.nullified()) {
        if (policy_after != policy_before)
            conn.enqueue(query::update(table)
                             .set(table.updated, now.when)
                             .set(table.empirical_policy, json_text{policy_after})
                             .where(table.id == id)
                             .statement());
        stored.drop(conn);
        enqueue_decisions(conn, now.slots);
        co_return result;
    }
    auto const artifact = stored.store(conn, now.proposed->data, id, std::nullopt, result.events);
    enqueue_flow_run_state(conn, now, to_related_resources(*row), artifact, result.events);
    if (now.is_followed_by_parent)
        follow_subflow(conn, parent.result(), id, *now.proposed, now.slots);
    if (failed && now.tasks_retry_at)
        retry_failed_task_runs(conn, failed->result(), *now.tasks_retry_at);
    enqueue_decisions(conn, now.slots);
    if (!now.stale_inputs.empty())
        conn.enqueue(delete_inputs(id, now.stale_inputs));
    now.run.state_id = now.proposed->id;
    conn.enqueue(update_run(now, json_text{policy_after}));
    co_return result;
}

task<with_events<std::vector<flow_run_orchestration_result>>>
set_flow_run_states(db::connection& conn, std::vector<uuid> runs, state_create wanted, transition_request request)
{
    with_events<std::vector<flow_run_orchestration_result>> all;
    for (auto const& id : runs) {
        auto done = co_await set_flow_run_state(conn, id, make_state(wanted), request);
        all.value.push_back({std::move(done.value), id});
        std::ranges::move(done.events, std::back_inserter(all.events));
    }
    co_return all;
}

} // namespace praetor::models

PRAETOR_JSON_CODEC(praetor::models::concurrency_options)
PRAETOR_JSON_CODEC(praetor::models::flow_run_orchestration_result)
