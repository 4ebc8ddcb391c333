// Creating a flow run: one read of what it belongs to, then the run, its first state and its event in one flush.
#include <models/flow_runs/new_flow_run.hpp>

#include <models/flow_runs/set_flow_run_state.hpp>
#include <models/limits/run_slots.hpp>
#include <models/runs/run_name.hpp>
#include <models/runs/state_result.hpp>
#include <models/task_runs/set_task_run_state.hpp>

#include <server/base/error.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/flow.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/task_run.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::flow_run;

task<std::optional<flow_run_belongings>> read_belongings(db::connection& conn, flow_run_create const& wanted)
{
    static auto const statement = query::prepare(
        [](query::parameter<uuid> flow_id, query::parameter<uuid> parent_id, query::parameter<uuid> deployment_id) {
            constexpr db::schema::task_run_table parent{"parent"};
            auto const& flow = db::tables::flow;
            auto const& deployment = db::tables::deployment;
            return query::select_from<flow_run_belongings>(flow, query::in<"flow">(flow), query::in<"parent">(parent),
                                                           query::in<"deployment">(deployment))
                .left_join(parent, parent.id == parent_id)
                .left_join(deployment, deployment.id == deployment_id)
                .where(flow.id == flow_id);
        });
    return conn.row<flow_run_belongings>(
        statement(wanted.flow_id, wanted.parent_task_run_id.value_or(uuid{}), wanted.deployment_id.value_or(uuid{})));
}

key_value_labels system_labels(flow_run_create const& wanted, flow_run_belongings const& around)
{
    auto const& deployment = around.deployment;
    std::string system = R"({"prefect.flow.id":")" + to_string(deployment ? deployment->flow_id : wanted.flow_id) + '"';
    if (deployment)
        system += R"(,"prefect.deployment.id":")" + to_string(deployment->id) + '"';
    system += '}';
    auto const& under = deployment ? deployment->labels : around.flow.labels;
    return merged(merged(under, key_value_labels{system}), *wanted.labels);
}

// An empty name names nothing.
std::optional<std::string> named(std::optional<std::string> const& name)
{
    return name && !name->empty() ? name : std::nullopt;
}

// The work queue that the request names, or the default one of its work pool, with the next awaited statement.
class pending_queue
{
public:
    pending_queue(db::connection& conn, flow_run_create const& wanted)
        : pool_(named(wanted.work_pool_name)), queue_(named(wanted.work_queue_name))
    {
        if (!pool_)
            return;
        auto const& queue = db::tables::work_queue;
        auto const& pool = db::tables::work_pool;
        rows_ = conn.deferred_rows<queue_of_run>(
            query::select_from<queue_of_run>(pool, query::in<"work_queue">(queue), query::in<"work_pool">(pool))
                .join(queue, queue_ ? queue.work_pool_id == pool.id && queue.name == *queue_
                                    : queue.id == pool.default_queue_id)
                .where(pool.name == *pool_)
                .statement());
    }

    // Once, after the next awaited call. Nothing where no pool was named.
    std::optional<queue_of_run> result()
    {
        if (!rows_)
            return std::nullopt;
        auto found = rows_->result();
        if (found.empty())
            throw error{errc::not_found, queue_ ? "Work pool queue '" + *pool_ + '/' + *queue_ + "' not found."
                                                : "Work pool \"" + *pool_ + "\" not found."};
        return std::move(found.front());
    }

private:
    std::optional<std::string> pool_;
    std::optional<std::string> queue_;
    std::optional<db::connection::deferred<queue_of_run>> rows_;
};

// Data of a state may name an artifact whose collection is read with what the run belongs to.
bool no_data_is_sent(flow_run_create const& wanted)
{
    return !wanted.state || !wanted.state->data || wanted.state->data->is_null();
}

// The run of the flow that has this key already.
task<std::optional<flow_run>> read_by_key(db::connection& conn, uuid flow_id, std::string key)
{
    static auto const statement = query::prepare([](query::parameter<uuid> flow, query::parameter<std::string> given) {
        auto select = select_flow_runs();
        return select.where(table.flow_id == flow && table.idempotency_key == given);
    });
    auto found = co_await conn.row<flow_run>(statement(flow_id, key));
    if (found)
        estimate_times(*found, now());
    co_return found;
}

// Everything that is known of the run before anything is written.
struct draft
{
    transition now;
    flow_run_related_resources around;
    flow_run row;
};

draft make_draft(flow_run_create wanted, flow_run_belongings const& around, std::optional<queue_of_run> const& queue,
                 flow_run_creator who)
{
    draft made;
    auto& t = made.now;
    t.when = now();
    t.run.id = uuid::random();
    t.run.deployment_id = wanted.deployment_id;
    t.run.parent_task_run_id = wanted.parent_task_run_id;
    t.run.flow_policy = *wanted.empirical_policy;
    t.client_knows_pause_keys = who.knows_pause_keys;
    t.proposed = wanted.state ? make_state(std::move(*wanted.state)) : make_state(state_type::PENDING, "Pending");
    orchestrate(t, minimal_flow_policy(), global_flow_policy());

    auto const name = run_name(wanted.name);
    made.around = {name, *wanted.tags, {}, who.created_by};
    auto& objects = made.around.objects;
    objects.push_back(related("flow", around.flow));
    if (around.deployment)
        objects.push_back(related("deployment", *around.deployment));
    if (queue) {
        objects.push_back(related("work-queue", queue->work_queue));
        objects.push_back(related("work-pool", queue->work_pool));
    }
    if (around.parent)
        objects.push_back(related("task-run", *around.parent));

    auto& row = made.row;
    static_cast<run_progress&>(row) = t.run;
    row.id = t.run.id;
    row.created = row.updated = t.when;
    row.name = name;
    row.flow_id = wanted.flow_id;
    row.state_id = t.proposed->id;
    row.deployment_id = wanted.deployment_id;
    row.work_queue_name = wanted.work_queue_name;
    row.flow_version = wanted.flow_version;
    row.parameters.text = std::move(wanted.parameters->text);
    row.idempotency_key = wanted.idempotency_key;
    row.context.text = std::move(wanted.context->text);
    row.empirical_policy = stored_document{t.run.flow_policy};
    row.tags.text = json::to_text(*wanted.tags);
    row.labels = system_labels(wanted, around);
    row.parent_task_run_id = wanted.parent_task_run_id;
    row.infrastructure_document_id = wanted.infrastructure_document_id;
    if (!who.created_by.is_null())
        row.created_by = std::move(who.created_by);
    if (queue) {
        row.work_queue_id = queue->work_queue.id;
        row.work_queue_name = queue->work_queue.name;
        row.work_pool_id = queue->work_pool.id;
        row.work_pool_name = queue->work_pool.name;
    }
    auto const& s = *t.proposed;
    row.state = stored_state{s.id, s.type, s.name, s.timestamp, s.message, s.data, stored_document{s.state_details}};
    if (wanted.job_variables)
        row.job_variables = *wanted.job_variables;
    else if (!named(
                 wanted
                     .idempotency_key)) // the reference leaves the column's default out where it looks for a known run
        row.job_variables = json_text{"{}"};
    estimate_times(row, t.when);
    return made;
}

// The run without its state: the state refers to the run, and the run to the state.
db::sql insert_run(flow_run const& row, std::optional<std::string> const& queue_name)
{
    static auto const statement =
        query::prepare([](query::parameter<flow_run_row> run, query::parameter<timestamp> since,
                          query::parameter<std::optional<std::string>> queue) {
            return query::insert_into(table)
                .row(run)
                .without(table.state_id)
                .set(table.work_queue_name, queue) // the default queue of a pool is not named here
                .set(table.state_timestamp, since)
                .ignore_conflict(table.flow_id, table.idempotency_key)
                .returning(table.id);
        });
    return statement(row, row.state->timestamp, queue_name);
}

// The same of a run whose key nobody has.
db::sql insert_new_run(flow_run const& row, std::optional<std::string> const& queue_name)
{
    static auto const statement =
        query::prepare([](query::parameter<flow_run_row> run, query::parameter<timestamp> since,
                          query::parameter<std::optional<std::string>> queue) {
            return query::insert_into(table)
                .row(run)
                .without(table.state_id)
                .set(table.work_queue_name, queue)
                .set(table.state_timestamp, since);
        });
    return statement(row, row.state->timestamp, queue_name);
}

task<with_events<made_flow_run>> store_flow_run(db::connection& conn, flow_run_create wanted, flow_run_creator who,
                                                std::optional<run_of_deployment> of)
{
    if (wanted.state && !conn.grammar().keeps_nul())
        drop_nul(*wanted.state);
    // What the rules of its first state need comes with what it belongs to, and all it makes goes out with the COMMIT.
    std::optional<db::connection::deferred<following_task_row>> parent;
    std::optional<pending_slots> slots;
    if (wanted.parent_task_run_id) {
        parent = deferred_parent(conn, *wanted.parent_task_run_id);
        slots = pending_slots::of_parent(conn, *wanted.parent_task_run_id);
    }
    json_text no_data;
    pending_result stored{conn, wanted.state && wanted.state->data ? *wanted.state->data : no_data};
    pending_queue named_queue{conn, wanted};
    std::optional<flow_run_belongings> around;
    if (of && !wanted.parent_task_run_id && no_data_is_sent(wanted))
        around = std::move(of->around);
    else
        around = co_await read_belongings(conn, wanted);
    auto const queue = of ? std::move(of->queue) : named_queue.result();
    if (!around)
        throw error{errc::integrity, "there is no flow " + to_string(wanted.flow_id)};
    if (wanted.parent_task_run_id && !around->parent) {
        // A run that is there already is told whatever else was asked.
        std::optional<flow_run> known;
        if (named(wanted.idempotency_key))
            known = co_await read_by_key(conn, wanted.flow_id, *wanted.idempotency_key);
        if (!known)
            throw error{errc::integrity, "there is no task run " + to_string(*wanted.parent_task_run_id)};
        stored.drop(conn);
        co_return with_events<made_flow_run>{{std::move(*known), false}, {}};
    }
    auto const flow_id = wanted.flow_id;
    auto key = wanted.idempotency_key;
    auto const queue_name = wanted.work_queue_name;
    auto made = make_draft(std::move(wanted), *around, queue, std::move(who));
    if (of)
        made.row.deployment_version = std::move(of->version);

    // Only a run with a key can be there already, so only its INSERT is waited for.
    if (!key || (of && of->key_is_new))
        conn.enqueue(insert_new_run(made.row, queue_name));
    else {
        auto const inserted = co_await conn.row<uuid>(insert_run(made.row, queue_name));
        if (!inserted) {
            if (key->empty()) // no key to know a run by, and yet one that no two runs of a flow share
                throw error{errc::integrity, "the flow has a run whose idempotency key is empty already"};
            auto known = co_await read_by_key(conn, flow_id, std::move(*key));
            if (!known)
                throw error{errc::unavailable, "the flow run of this idempotency key was deleted meanwhile"};
            stored.drop(conn);
            co_return with_events<made_flow_run>{{std::move(*known), false}, {}};
        }
    }
    with_events<made_flow_run> result{{std::move(made.row), true}, {}};
    auto const& reached = *made.now.proposed;
    auto const artifact = stored.store(conn, reached.data, made.now.run.id, std::nullopt, result.events);
    if (!artifact)
        result.value.row.state->data = {}; // of an unpersisted result nothing is kept
    enqueue_flow_run_state(conn, made.now, made.around, artifact, result.events);
    if (made.now.is_followed_by_parent) {
        auto held = slots->take(made.now.when, max_waits{});
        follow_subflow(conn, parent->result(), made.now.run.id, reached, held);
        enqueue_decisions(conn, held);
    }
    static auto const set_state = query::prepare([](query::parameter<uuid> run, query::parameter<uuid> state) {
        return query::update(table).set(table.state_id, state).where(table.id == run);
    });
    conn.enqueue(set_state(result.value.row.id, reached.id));
    co_return result;
}

} // namespace

task<with_events<made_flow_run>> create_flow_run(db::connection& conn, flow_run_create wanted, flow_run_creator who)
{
    return store_flow_run(conn, std::move(wanted), std::move(who), std::nullopt);
}

task<with_events<made_flow_run>> create_deployed_flow_run(db::connection& conn, flow_run_create wanted,
                                                          flow_run_creator who, run_of_deployment of)
{
    return store_flow_run(conn, std::move(wanted), std::move(who), std::move(of));
}

} // namespace praetor::models
