#include <models/task_runs/set_task_run_state.hpp>

#include <models/limits/run_slots.hpp>
#include <models/orchestration/policies.hpp>
#include <models/runs/run_state.hpp>
#include <models/runs/state_result.hpp>
#include <models/stored_row.hpp>

#include <server/base/error.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/flow_run_state.hpp>
#include <db/schema/tables/task_run.hpp>
#include <db/schema/tables/task_run_state.hpp>
#include <db/schema/tables/task_run_state_cache.hpp>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::task_run;

struct enclosing_row
{
    uuid id;
    std::int64_t run_count = 0;
    std::optional<models::state_type> state_type;
    std::optional<std::string> state_name;
    json_text state_details;
};
BOOST_DESCRIBE_STRUCT(enclosing_row, (), (id, run_count, state_type, state_name, state_details))

// A task run as a transition needs it, with the state of the flow run around it.
struct orchestrated_task_row : following_task_row
{
    std::string task_key;
    json_text empirical_policy;
    std::optional<stored_state> state;
    std::optional<enclosing_row> flow_run;
};
BOOST_DESCRIBE_STRUCT(orchestrated_task_row, (following_task_row), (task_key, empirical_policy, state, flow_run))

db::sql select_orchestrated(uuid id)
{
    static auto const statement = query::prepare([](query::parameter<uuid> run) {
        constexpr db::schema::task_run_state_table state{"state"};
        constexpr db::schema::flow_run_state_table flow_state{"flow_state"};
        auto const& flow_run = db::tables::flow_run;
        return query::select_from<orchestrated_task_row>(
                   table, query::in<"state">(state), query::as<"state.data">(state_data("state")),
                   query::in<"flow_run">(flow_run), query::as<"flow_run.state_type">(flow_state.type),
                   query::as<"flow_run.state_name">(flow_state.name),
                   query::as<"flow_run.state_details">(flow_state.state_details))
            .left_join(state, state.id == table.state_id)
            .left_join(flow_run, flow_run.id == table.flow_run_id)
            .left_join(flow_state, flow_state.id == flow_run.state_id)
            .where(table.id == run);
    });
    return statement(id);
}

orchestrated_run to_run(following_task_row const& row)
{
    orchestrated_run run;
    static_cast<run_progress&>(run) = row;
    run.id = row.id;
    run.tags = row.tags;
    run.flow_run_id = row.flow_run_id;
    run.flow_run_run_count = row.flow_run_run_count;
    return run;
}

transition to_transition(orchestrated_task_row const& row)
{
    transition now;
    now.run = to_run(row);
    now.run.task_policy = read_task_run_policy(row.empirical_policy);
    if (row.state)
        now.initial = parse(*row.state);
    if (auto const& around = row.flow_run) {
        now.flow_run = enclosing_flow_run{around->id, around->run_count, std::nullopt};
        if (around->state_type) {
            stored_state of_flow_run;
            of_flow_run.type = *around->state_type;
            of_flow_run.name = around->state_name.value_or("");
            of_flow_run.state_details = stored_document<state_details>{around->state_details};
            now.flow_run->state = parse(of_flow_run);
        }
    }
    return now;
}

// The state of the newest entry under the proposed cache key; nothing where that state is gone, though an older entry
// may have one.
db::connection::deferred<stored_state> deferred_cached(db::connection& conn, std::string key)
{
    static auto const statement =
        query::prepare([](query::parameter<std::string> cache_key, query::parameter<timestamp> when) {
            auto const& entry = db::tables::task_run_state_cache;
            constexpr db::schema::task_run_state_table state{"state"};
            auto const newest = query::select_value(entry.task_run_state_id)
                                    .from(entry)
                                    .where(entry.cache_key == cache_key)
                                    .where(is_null(entry.cache_expiration) || entry.cache_expiration > when)
                                    .order_by(descending(entry.created))
                                    .limit(1);
            return query::select_from<stored_state>(state, query::as<"data">(state_data("state")))
                .where(state.id == query::value_of_row(newest));
        });
    return conn.deferred_rows<stored_state>(statement(key, praetor::now()));
}

policy policy_of(transition const& now, transition_request const& request)
{
    if (now.proposed->state_details.deferred.value_or(false))
        return background_task_policy();
    return request.force ? minimal_task_policy() : core_task_policy();
}

void enqueue_state(db::connection& conn, transition& now, std::optional<uuid> result)
{
    static auto const update =
        query::prepare([](query::parameter<run_progress> progress, query::parameter<std::optional<timestamp>> since,
                          query::parameter<std::int64_t> flow_run_run_count, query::parameter<timestamp> when,
                          query::parameter<uuid> id) {
            return query::update(table)
                .row(progress)
                .set(table.state_timestamp, since)
                .set(table.flow_run_run_count, flow_run_run_count)
                .set(table.updated, when)
                .where(table.id == id);
        });
    auto const& reached = *now.proposed;
    auto& run = now.run;
    run.state_id = reached.id;
    enqueue_run_state(conn, run_kind::task_run, run.id, reached, now.when, result);
    conn.enqueue(update(run, run.state_timestamp, run.flow_run_run_count, now.when, run.id));
    auto const& key = reached.state_details.cache_key;
    if (now.is_cached && key) {
        auto const& entry = db::tables::task_run_state_cache;
        conn.enqueue(query::insert_into(entry)
                         .row(new_row(now.when))
                         .set(entry.cache_key, *key)
                         .set(entry.cache_expiration, reached.state_details.cache_expiration)
                         .set(entry.task_run_state_id, reached.id)
                         .statement());
    }
}

// The states of a run have different times.
void move_behind_initial(transition& now)
{
    if (now.initial && now.proposed->timestamp <= now.initial->timestamp)
        now.proposed->timestamp = now.initial->timestamp + std::chrono::microseconds{1};
}

} // namespace

task<with_events<task_run_transition>> set_task_run_state(db::connection& conn, uuid id, state proposed,
                                                          transition_request request)
{
    if (!conn.grammar().keeps_nul())
        drop_nul(proposed);
    // Waited for before the statement that reads begins (set_flow_run_state.cpp).
    conn.lock_rows(db::row_lock::weak_update, db::sql{"SELECT 1 FROM task_run WHERE id = $1", id});
    auto slots = pending_slots::of_task_run(conn, id, proposed.type);
    pending_result stored{conn, proposed.data};
    std::optional<db::connection::deferred<stored_state>> cached;
    auto const& key = proposed.state_details.cache_key;
    if (proposed.type == state_type::RUNNING && key && !key->empty())
        cached = deferred_cached(conn, *key);
    auto const row = co_await conn.row<orchestrated_task_row>(select_orchestrated(id));
    if (!row)
        throw error{errc::object_not_found, "Task run with id " + to_string(id) + " not found"};

    auto now = to_transition(*row);
    now.proposed = std::move(proposed);
    now.when = praetor::now();
    now.max_cache_key = request.max_cache_key;
    now.slot_waits = request.slots;
    now.slots = slots.take(now.when, request.slots.waits);
    if (cached) {
        auto const found = cached->result();
        if (!found.empty())
            now.cached = parse(found.front());
    }
    move_behind_initial(now);
    orchestrate(now, policy_of(now, request), global_task_policy());
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

db::sql select_following(db::grammar const& grammar, query::condition const& wanted)
{
    auto statement =
        query::select_from<following_task_row>(table).where(wanted).order_by(ascending(table.id)).statement();
    statement << grammar.locking(db::row_lock::weak_update);
    return statement;
}

// Forces a task run into a state; also a deferred one, which the reference puts through the rules of background tasks:
// they may keep the task run of a subflow from following it.
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

db::connection::deferred<following_task_row> deferred_parent_of(db::connection& conn, uuid flow_run_id)
{
    static auto const statement = query::prepare_each([](db::grammar const& grammar, query::parameter<uuid> subflow) {
        auto const& run = db::tables::flow_run;
        auto const parent = query::select_value(run.parent_task_run_id).from(run).where(run.id == subflow);
        return select_following(grammar, table.id == query::value_of_row(parent));
    });
    return conn.deferred_rows<following_task_row>(statement(conn.grammar(), flow_run_id));
}

db::connection::deferred<following_task_row> deferred_parent(db::connection& conn, uuid task_run_id)
{
    static auto const statement = query::prepare_each([](db::grammar const& grammar, query::parameter<uuid> parent) {
        return select_following(grammar, table.id == parent);
    });
    return conn.deferred_rows<following_task_row>(statement(conn.grammar(), task_run_id));
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

db::connection::deferred<following_task_row> deferred_failed_task_runs(db::connection& conn, uuid flow_run_id)
{
    static auto const statement = query::prepare_each([](db::grammar const& grammar, query::parameter<uuid> of) {
        return select_following(grammar, table.flow_run_id == of && table.state_type == state_type::FAILED);
    });
    return conn.deferred_rows<following_task_row>(statement(conn.grammar(), flow_run_id));
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
