#include <models/task_runs/set_task_run_state.hpp>

#include <models/limits/run_slots.hpp>
#include <models/orchestration/policies.hpp>
#include <models/runs/state_result.hpp>

#include <server/base/error.hpp>

#include <db/rows.hpp>

namespace praetor::models {
namespace {

// A task run as a transition needs it, with the state of the flow run around it.
struct orchestrated_task_row
{
    uuid id;
    std::string task_key;
    std::vector<std::string> tags;
    std::optional<uuid> flow_run_id;
    std::int64_t run_count = 0;
    std::int64_t flow_run_run_count = 0;
    std::optional<timestamp> expected_start_time;
    std::optional<timestamp> next_scheduled_start_time;
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    duration total_run_time{};
    json_text empirical_policy;
    std::optional<uuid> state_id;
    std::optional<models::state_type> state_type;
    std::optional<std::string> state_name;
    std::optional<timestamp> state_timestamp;
    std::optional<std::string> state_message;
    json_text state_data;
    json_text state_details;
    std::optional<uuid> flow_id;
    std::optional<std::int64_t> flow_run_count;
    std::optional<models::state_type> flow_state_type;
    std::optional<std::string> flow_state_name;
    json_text flow_state_details;
};
BOOST_DESCRIBE_STRUCT(orchestrated_task_row, (),
                      (id, task_key, tags, flow_run_id, run_count, flow_run_run_count, expected_start_time,
                       next_scheduled_start_time, start_time, end_time, total_run_time, empirical_policy, state_id,
                       state_type, state_name, state_timestamp, state_message, state_data, state_details, flow_id,
                       flow_run_count, flow_state_type, flow_state_name, flow_state_details))

constexpr std::string_view select_orchestrated =
    "SELECT run.id, run.task_key, run.tags, run.flow_run_id, run.run_count, run.flow_run_run_count, "
    "run.expected_start_time, "
    "run.next_scheduled_start_time, run.start_time, run.end_time, run.total_run_time, run.empirical_policy, "
    "state.id AS state_id, state.type AS state_type, state.name AS state_name, state.timestamp AS state_timestamp, "
    "state.message AS state_message, " PRAETOR_STATE_DATA(
        "state") " AS state_data, state.state_details AS state_details, "
                 "flow_run.id AS flow_id, flow_run.run_count AS flow_run_count, flow_state.type AS flow_state_type, "
                 "flow_state.name AS flow_state_name, flow_state.state_details AS flow_state_details "
                 "FROM task_run AS run LEFT JOIN task_run_state AS state ON state.id = run.state_id "
                 "LEFT JOIN flow_run ON flow_run.id = run.flow_run_id "
                 "LEFT JOIN flow_run_state AS flow_state ON flow_state.id = flow_run.state_id WHERE run.id = $1";

template <class Row>
orchestrated_run to_run(Row const& row)
{
    orchestrated_run run;
    run.id = row.id;
    run.tags = row.tags;
    run.flow_run_id = row.flow_run_id;
    run.run_count = row.run_count;
    run.flow_run_run_count = row.flow_run_run_count;
    run.expected_start_time = row.expected_start_time;
    run.next_scheduled_start_time = row.next_scheduled_start_time;
    run.start_time = row.start_time;
    run.end_time = row.end_time;
    run.total_run_time = row.total_run_time;
    return run;
}

transition to_transition(orchestrated_task_row const& row)
{
    transition now;
    now.run = to_run(row);
    now.run.task_policy = read_task_run_policy(row.empirical_policy);
    if (row.state_id && row.state_type && row.state_timestamp)
        now.initial = parse(stored_state{*row.state_id, *row.state_type, row.state_name.value_or(""),
                                         *row.state_timestamp, row.state_message, row.state_data, row.state_details});
    if (row.flow_id) {
        enclosing_flow_run around{*row.flow_id, row.flow_run_count.value_or(0), std::nullopt};
        if (row.flow_state_type)
            around.state = parse(stored_state{uuid{}, *row.flow_state_type, row.flow_state_name.value_or(""),
                                              timestamp{}, std::nullopt, json_text{}, row.flow_state_details});
        now.flow_run = std::move(around);
    }
    return now;
}

// The state of the newest entry under the proposed cache key; nothing where that state is gone, though an older entry may
// have one.
db::connection::deferred<stored_state> promise_cached(db::connection& conn, std::string key)
{
    return conn.deferred_rows<stored_state>(db::sql{
        "SELECT state.id, state.type, state.name, state.timestamp, state.message, " PRAETOR_STATE_DATA(
            "state") " AS data, "
                     "state.state_details FROM task_run_state AS state "
                     "WHERE state.id = (SELECT task_run_state_id FROM task_run_state_cache WHERE cache_key = $1 AND "
                     "(cache_expiration IS NULL OR cache_expiration > $2) ORDER BY created DESC LIMIT 1)",
        std::move(key), praetor::now()});
}

policy policy_of(transition const& now, transition_request const& how)
{
    if (now.proposed->state_details.deferred.value_or(false))
        return background_task_policy();
    return how.force ? minimal_task_policy() : core_task_policy();
}

void enqueue_state(db::connection& conn, transition const& now, std::optional<uuid> result)
{
    auto const& reached = *now.proposed;
    conn.enqueue(
        db::sql{"INSERT INTO task_run_state (id, created, updated, task_run_id, type, timestamp, name, message, "
                "state_details, result_artifact_id) VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)",
                reached.id, now.when, now.run.id, reached.type, reached.timestamp, reached.name, reached.message,
                json_text{json::to_text(reached.state_details)}, result});
    auto const& run = now.run;
    conn.enqueue(
        db::sql{"UPDATE task_run SET updated = $2, state_id = $3, state_type = $4, state_name = $5, "
                "state_timestamp = $6, run_count = $7, expected_start_time = $8, next_scheduled_start_time = $9, "
                "start_time = $10, end_time = $11, total_run_time = $12, flow_run_run_count = $13 WHERE id = $1",
                run.id, now.when, reached.id, run.state_type, run.state_name, run.state_timestamp, run.run_count,
                run.expected_start_time, run.next_scheduled_start_time, run.start_time, run.end_time,
                run.total_run_time, run.flow_run_run_count});
    auto const& key = reached.state_details.cache_key;
    if (now.is_cached && key)
        conn.enqueue(db::sql{"INSERT INTO task_run_state_cache (id, created, updated, cache_key, cache_expiration, "
                             "task_run_state_id) VALUES ($1, $2, $2, $3, $4, $5)",
                             uuid::random(), now.when, *key, reached.state_details.cache_expiration, reached.id});
}

// The states of a run have different times.
void move_behind_initial(transition& now)
{
    if (now.initial && now.proposed->timestamp <= now.initial->timestamp)
        now.proposed->timestamp = now.initial->timestamp + std::chrono::microseconds{1};
}

} // namespace

task<with_events<task_run_transition>> set_task_run_state(db::connection& conn, uuid id, state proposed,
                                                          transition_request how)
{
    // Waited for before the statement that reads begins (set_flow_run_state.cpp).
    if (conn.kind() == db::dialect::postgresql)
        conn.enqueue(db::sql{"SELECT 1 FROM task_run WHERE id = $1 FOR NO KEY UPDATE", id});
    auto slots = pending_slots::of_task_run(conn, id, proposed.type);
    pending_result stored{conn, proposed.data};
    std::optional<db::connection::deferred<stored_state>> cached;
    auto const& key = proposed.state_details.cache_key;
    if (proposed.type == state_type::RUNNING && key && !key->empty())
        cached = promise_cached(conn, *key);
    auto const row = co_await conn.row<orchestrated_task_row>(db::sql{select_orchestrated, id});
    if (!row)
        throw error{errc::object_not_found, "Task run with id " + to_string(id) + " not found"};

    auto now = to_transition(*row);
    now.proposed = std::move(proposed);
    now.when = praetor::now();
    now.max_cache_key = how.max_cache_key;
    now.slot_waits = how.slots;
    now.slots = slots.take(now.when, how.slots.waits);
    if (cached) {
        auto const found = cached->result();
        if (!found.empty())
            now.cached = parse(found.front());
    }
    move_behind_initial(now);
    orchestrate(now, policy_of(now, how), global_task_policy());
    with_events<task_run_transition> result{
        {{now.nullified() ? now.initial : now.proposed, now.status, now.details}, std::nullopt}, {}};
    if (now.nullified())
        stored.drop(conn);
    else
        enqueue_state(conn, now,
                      stored.store(conn, now.proposed->data, now.run.flow_run_id, now.run.id, result.events));
    if (now.is_queued)
        result.value.queue = row->task_key;
    enqueue_decisions(conn, now.slots);
    co_return result;
}

namespace {

db::connection::deferred<following_task_row> promise_following(db::connection& conn, db::sql const& condition)
{
    db::sql query{"SELECT id, tags, flow_run_id, run_count, flow_run_run_count, expected_start_time, "
                  "next_scheduled_start_time, start_time, end_time, total_run_time, state_id, state_type, state_name, "
                  "state_timestamp FROM task_run WHERE "};
    query << condition;
    if (conn.kind() == db::dialect::postgresql)
        query << " FOR NO KEY UPDATE";
    return conn.deferred_rows<following_task_row>(std::move(query));
}

// Forces a task run into a state; also a deferred one, which the reference puts through the rules of background tasks: they
// may keep the task run of a subflow from following it.
transition following(following_task_row const& row, state reached, slot_ledger slots)
{
    transition now;
    now.run = to_run(row);
    if (row.state_id && row.state_type && row.state_timestamp)
        now.initial = state{*row.state_id, *row.state_type, row.state_name.value_or(""), *row.state_timestamp};
    now.proposed = std::move(reached);
    now.when = praetor::now();
    now.slots = std::move(slots);
    move_behind_initial(now);
    orchestrate(now, minimal_task_policy(), global_task_policy());
    return now;
}

} // namespace

db::connection::deferred<following_task_row> promise_parent_of(db::connection& conn, uuid flow_run_id)
{
    return promise_following(conn,
                             db::sql{"id = (SELECT parent_task_run_id FROM flow_run WHERE id = $1)", flow_run_id});
}

db::connection::deferred<following_task_row> promise_parent(db::connection& conn, uuid task_run_id)
{
    return promise_following(conn, db::sql{"id = $1", task_run_id});
}

void follow_subflow(db::connection& conn, std::vector<following_task_row> parent, uuid flow_run_id, state reached,
                    slot_ledger& slots)
{
    if (parent.empty())
        throw error{errc::object_not_found, "the parent task run of flow run " + to_string(flow_run_id) + " not found"};
    reached.id = uuid::ordered();
    reached.timestamp = praetor::now();
    reached.state_details.child_flow_run_id = flow_run_id;
    auto now = following(parent.front(), std::move(reached), std::move(slots));
    slots = std::move(now.slots);
    enqueue_state(conn, now, enqueue_state_result(conn, now.proposed->data, now.run.flow_run_id, now.run.id));
}

db::connection::deferred<following_task_row> promise_failed_task_runs(db::connection& conn, uuid flow_run_id)
{
    return promise_following(
        conn, db::sql{"flow_run_id = $1 AND state_type = $2 ORDER BY id", flow_run_id, state_type::FAILED});
}

void retry_failed_task_runs(db::connection& conn, std::vector<following_task_row> failed, timestamp scheduled)
{
    for (auto const& row : failed) {
        auto retry = make_state(state_type::SCHEDULED, "AwaitingRetry");
        retry.state_details.scheduled_time = scheduled;
        auto now = following(row, std::move(retry), {}); // its slots went back when it failed
        now.run.run_count = 0;                           // its own retries begin anew
        enqueue_state(conn, now, std::nullopt);
    }
}

} // namespace praetor::models
