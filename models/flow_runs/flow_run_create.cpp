// Creating a flow run: one read of what it belongs to, then the run, its first state and its event in one flush.
#include <models/flow_runs/flow_run.hpp>

#include <models/flow_runs/flow_run_row.hpp>
#include <models/flow_runs/set_flow_run_state.hpp>
#include <models/limits/run_slots.hpp>
#include <models/runs/run_name.hpp>
#include <models/runs/run_times.hpp>
#include <models/runs/state_result.hpp>
#include <models/task_runs/set_task_run_state.hpp>

#include <server/base/error.hpp>

#include <db/rows.hpp>

namespace praetor::models {
namespace {

// What a new run belongs to: its flow always, the rest where it is named.
struct belongings
{
    std::string flow_name;
    std::vector<std::string> flow_tags;
    json_text flow_labels;
    std::optional<uuid> parent_id;
    std::optional<std::string> parent_name;
    std::vector<std::string> parent_tags;
    std::optional<uuid> deployment_id;
    std::optional<std::string> deployment_name;
    std::vector<std::string> deployment_tags;
    json_text deployment_labels;
    std::optional<uuid> deployment_flow_id;
};
BOOST_DESCRIBE_STRUCT(belongings, (),
                      (flow_name, flow_tags, flow_labels, parent_id, parent_name, parent_tags, deployment_id,
                       deployment_name, deployment_tags, deployment_labels, deployment_flow_id))

task<std::optional<belongings>> read_belongings(db::connection& conn, flow_run_create const& wanted)
{
    auto found = co_await conn.row<belongings>(
        db::sql{"SELECT flow.name AS flow_name, flow.tags AS flow_tags, flow.labels AS flow_labels, "
                "parent.id AS parent_id, parent.name AS parent_name, parent.tags AS parent_tags, "
                "deployment.id AS deployment_id, deployment.name AS deployment_name, "
                "deployment.tags AS deployment_tags, deployment.labels AS deployment_labels, "
                "deployment.flow_id AS deployment_flow_id "
                "FROM flow LEFT JOIN task_run AS parent ON parent.id = $2 "
                "LEFT JOIN deployment ON deployment.id = $3 WHERE flow.id = $1",
                wanted.flow_id, wanted.parent_task_run_id, wanted.deployment_id});
    co_return found;
}

key_value_labels system_labels(flow_run_create const& wanted, belongings const& around)
{
    std::string system =
        R"({"prefect.flow.id":")" + to_string(around.deployment_flow_id.value_or(wanted.flow_id)) + '"';
    key_value_labels under{around.flow_labels.text};
    if (around.deployment_id) {
        system += R"(,"prefect.deployment.id":")" + to_string(*around.deployment_id) + '"';
        under = key_value_labels{around.deployment_labels.text};
    }
    system += '}';
    return merged(merged(under, key_value_labels{system}), *wanted.labels);
}

struct queue_of_run
{
    std::optional<uuid> id;
    std::optional<std::string> name;
    std::optional<uuid> pool_id;
    std::optional<std::string> pool_name;
    std::optional<std::string> pool_type;
};
BOOST_DESCRIBE_STRUCT(queue_of_run, (), (id, name, pool_id, pool_name, pool_type))

// The work queue that the request names, or the default one of its work pool, with the next awaited statement.
class pending_queue
{
public:
    pending_queue(db::connection& conn, flow_run_create const& wanted)
        : pool_(wanted.work_pool_name), queue_(wanted.work_queue_name)
    {
        if (!pool_)
            return;
        db::sql query{"SELECT work_queue.id, work_queue.name, work_pool.id AS pool_id, work_pool.name AS pool_name, "
                      "work_pool.type AS pool_type FROM work_pool JOIN work_queue ON "};
        query << (queue_ ? "work_queue.work_pool_id = work_pool.id AND work_queue.name = "
                         : "work_queue.id = work_pool.default_queue_id");
        if (queue_)
            query << db::arg(*queue_);
        query << " WHERE work_pool.name = " << db::arg(*pool_);
        rows_ = conn.deferred_rows<queue_of_run>(std::move(query));
    }

    // Once, after the next awaited call. Nothing where no pool was named.
    queue_of_run result()
    {
        if (!rows_)
            return {};
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

// The run of the flow that has this key already.
task<std::optional<flow_run>> read_by_key(db::connection& conn, uuid flow_id, std::string key)
{
    auto query = select_flow_runs();
    query << " WHERE flow_run.flow_id = " << db::arg(flow_id)
          << " AND flow_run.idempotency_key = " << db::arg(std::move(key));
    auto found = co_await conn.row<flow_run_row>(std::move(query));
    if (!found)
        co_return std::nullopt;
    co_return to_flow_run(std::move(*found), now());
}

// Everything that is known of the run before anything is written.
struct draft
{
    transition now;
    flow_run_surroundings around;
    flow_run row;
};

draft make_draft(flow_run_create wanted, belongings const& around, queue_of_run const& queue, flow_run_creator who)
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

    auto const name = wanted.name && !wanted.name->empty() ? *wanted.name : random_run_name();
    made.around = {name, *wanted.tags, {}, who.created_by};
    auto& objects = made.around.objects;
    objects.push_back({"flow", wanted.flow_id, around.flow_name, around.flow_tags, std::nullopt});
    if (around.deployment_id)
        objects.push_back({"deployment", *around.deployment_id, around.deployment_name.value_or(""),
                           around.deployment_tags, std::nullopt});
    if (queue.id) {
        objects.push_back({"work-queue", *queue.id, queue.name.value_or(""), {}, std::nullopt});
        objects.push_back({"work-pool", *queue.pool_id, queue.pool_name.value_or(""), {}, queue.pool_type});
    }
    if (around.parent_id)
        objects.push_back(
            {"task-run", *around.parent_id, around.parent_name.value_or(""), around.parent_tags, std::nullopt});

    auto& row = made.row;
    row.id = t.run.id;
    row.created = row.updated = t.when;
    row.name = name;
    row.flow_id = wanted.flow_id;
    row.state_id = t.proposed->id;
    row.deployment_id = wanted.deployment_id;
    row.work_queue_id = queue.id;
    row.work_queue_name = queue.id ? queue.name : wanted.work_queue_name;
    row.flow_version = wanted.flow_version;
    row.parameters.text = std::move(wanted.parameters->text);
    row.idempotency_key = wanted.idempotency_key;
    row.context.text = std::move(wanted.context->text);
    row.empirical_policy.text = json::to_text(t.run.flow_policy);
    row.tags.text = json::to_text(*wanted.tags);
    row.labels = system_labels(wanted, around);
    row.parent_task_run_id = wanted.parent_task_run_id;
    row.state_type = t.run.state_type;
    row.state_name = t.run.state_name;
    row.run_count = t.run.run_count;
    row.expected_start_time = t.run.expected_start_time;
    row.next_scheduled_start_time = t.run.next_scheduled_start_time;
    row.start_time = t.run.start_time;
    row.end_time = t.run.end_time;
    row.total_run_time = t.run.total_run_time;
    row.infrastructure_document_id = wanted.infrastructure_document_id;
    row.created_by = std::move(who.created_by);
    row.work_pool_id = queue.pool_id;
    row.work_pool_name = queue.pool_name;
    auto const& s = *t.proposed;
    row.state =
        stored_state{s.id, s.type, s.name, s.timestamp, s.message, s.data, json_text{json::to_text(s.state_details)}};
    if (wanted.job_variables)
        row.job_variables.text = wanted.job_variables->text;
    else if (!wanted.idempotency_key) // the reference leaves the column's default out where it looks for a known run
        row.job_variables.text = "{}";
    estimate_times(row, t.when);
    return made;
}

// The run without its state: the state refers to the run, and the run to the state.
db::sql insert_run(flow_run const& row, std::optional<std::string> const& queue_name)
{
    return db::sql{
        "INSERT INTO flow_run (id, created, updated, name, flow_id, deployment_id, work_queue_id, work_queue_name, "
        "flow_version, parameters, idempotency_key, context, empirical_policy, tags, labels, parent_task_run_id, "
        "state_type, state_name, state_timestamp, run_count, expected_start_time, next_scheduled_start_time, "
        "start_time, end_time, total_run_time, auto_scheduled, infrastructure_document_id, created_by, job_variables) "
        "VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, "
        "$22, $23, $24, $25, $26, $27, $28) ON CONFLICT (flow_id, idempotency_key) DO NOTHING RETURNING id",
        row.id,
        row.created,
        row.name,
        row.flow_id,
        row.deployment_id,
        row.work_queue_id,
        queue_name, // the default queue of a pool is not named here
        row.flow_version,
        row.parameters,
        row.idempotency_key,
        row.context,
        row.empirical_policy,
        row.tags,
        json_text{row.labels.text},
        row.parent_task_run_id,
        row.state_type,
        row.state_name,
        row.state->timestamp,
        row.run_count,
        row.expected_start_time,
        row.next_scheduled_start_time,
        row.start_time,
        row.end_time,
        row.total_run_time,
        row.auto_scheduled,
        row.infrastructure_document_id,
        row.created_by.is_null() ? db::argument{db::null{}} : db::argument{row.created_by},
        row.job_variables.is_null() ? db::argument{db::null{}} : db::argument{row.job_variables}};
}

} // namespace

task<with_events<made_flow_run>> create_flow_run(db::connection& conn, flow_run_create wanted, flow_run_creator who)
{
    // What the rules of its first state need comes with what it belongs to, and all it makes goes out with the COMMIT.
    std::optional<db::connection::deferred<following_task_row>> parent;
    std::optional<pending_slots> slots;
    if (wanted.parent_task_run_id) {
        parent = promise_parent(conn, *wanted.parent_task_run_id);
        slots = pending_slots::of_parent(conn, *wanted.parent_task_run_id);
    }
    json_text no_data;
    pending_result stored{conn, wanted.state && wanted.state->data ? *wanted.state->data : no_data};
    pending_queue named_queue{conn, wanted};
    auto const around = co_await read_belongings(conn, wanted);
    auto const queue = named_queue.result();
    if (!around)
        throw error{errc::integrity, "there is no flow " + to_string(wanted.flow_id)};
    if (wanted.parent_task_run_id && !around->parent_id) {
        // A run that is there already is told whatever else was asked.
        std::optional<flow_run> known;
        if (wanted.idempotency_key)
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

    // Only a run with a key can be there already, so only its INSERT is waited for.
    if (key) {
        auto const inserted = co_await conn.row<uuid>(insert_run(made.row, queue_name));
        if (!inserted) {
            auto known = co_await read_by_key(conn, flow_id, std::move(*key));
            if (!known)
                throw error{errc::unavailable, "the flow run of this idempotency key was deleted meanwhile"};
            stored.drop(conn);
            co_return with_events<made_flow_run>{{std::move(*known), false}, {}};
        }
    }
    else
        conn.enqueue(insert_run(made.row, queue_name));
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
    conn.enqueue(db::sql{"UPDATE flow_run SET state_id = $2 WHERE id = $1", result.value.row.id, reached.id});
    co_return result;
}

} // namespace praetor::models
