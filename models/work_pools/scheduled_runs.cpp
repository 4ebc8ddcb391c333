#include <models/work_pools/scheduled_runs.hpp>

#include <models/runs/state_result.hpp>
#include <models/work_pools/filtered_queue.hpp>
#include <models/work_pools/work_pool.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/flow_run_state.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::models::scheduled_run>
{
    static constexpr std::string_view name = "FlowRun";
    static void add(model_schema& model) { models::describe_flow_run(model); }
};

template <>
struct praetor::json::schema_notes<praetor::models::worker_flow_run>
{
    static constexpr std::string_view name = "WorkerFlowRunResponse";
};

PRAETOR_JSON_CODEC(praetor::models::scheduled_run)
PRAETOR_JSON_CODEC(praetor::models::worker_flow_run)

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::flow_run;
constexpr auto const& queues = db::tables::work_queue;
constexpr auto const& pools = db::tables::work_pool;

// What the reference gives at once, whoever asks for more.
constexpr std::int64_t max_at_once = 1'000;

// So many queues are each read as far as they are given, one after the other by the index over times; of more all due
// runs are read once.
constexpr int max_read_apart = 4;

// A run that waits for a retry in the process that had it is nobody else's.
std::string may_start(db::grammar const& grammar)
{
    auto const kind = grammar.json_value("flow_run.empirical_policy", "retry_type");
    return "(" + kind + " IS NULL OR " + kind + " <> 'in_process')";
}

db::sql are_due(db::grammar const& grammar, worker_poll const& asked)
{
    std::string const is_scheduled = "flow_run.state_type = 'SCHEDULED'";
    db::sql text;
    if (asked.scheduled_before)
        text << is_scheduled << " AND "
             << db::sql{grammar.correlated("flow_run.next_scheduled_start_time <= $1"), *asked.scheduled_before};
    else
        text << grammar.correlated(is_scheduled);
    if (asked.scheduled_after)
        text << " AND flow_run.next_scheduled_start_time >= " << db::arg(*asked.scheduled_after);
    return text;
}

// Few runs are in these states at a time, however many the queue has had.
std::string in_progress(db::grammar const& grammar, std::string_view whose)
{
    return std::string{whose} + " AND " + grammar.correlated("flow_run.state_type IN ('PENDING', 'RUNNING')");
}

// Due runs of one of few queues, as many as may be given of it, with the queue's number.
db::sql first_runs(db::grammar const& grammar, worker_poll const& asked, int number)
{
    auto const which = std::to_string(number);
    db::sql text{"SELECT * FROM (SELECT flow_run.id, flow_run.next_scheduled_start_time AS due, "};
    text
        << which
        << " AS number FROM flow_run WHERE flow_run.work_queue_id = (SELECT open_queue.id FROM open_queue WHERE "
           "open_queue.number = "
        << which << ") AND " << are_due(grammar, asked) << " AND " << may_start(grammar)
        << " ORDER BY flow_run.next_scheduled_start_time, flow_run.id LIMIT coalesce((SELECT CASE WHEN open_queue.room "
           "< 0 "
           "THEN 0 WHEN open_queue.room < most.runs THEN open_queue.room ELSE most.runs END FROM open_queue CROSS JOIN "
           "most WHERE open_queue.number = "
        << which << " AND most.queues <= " << std::to_string(max_read_apart) << "), 0)) AS its" << which;
    return text;
}

// The same of many queues: due runs first, by their own index, for a queue may have had, and be going to have, any
// number of others.
db::sql placed_runs(db::grammar const& grammar, worker_poll const& asked)
{
    db::sql text{
        "SELECT id, due, number FROM (SELECT flow_run.id, flow_run.next_scheduled_start_time AS due, "
        "open_queue.number, "
        "open_queue.room, row_number() OVER (PARTITION BY open_queue.id ORDER BY flow_run.next_scheduled_start_time, "
        "flow_run.id) AS place FROM flow_run CROSS JOIN open_queue WHERE (SELECT most.queues FROM most) > "};
    text << std::to_string(max_read_apart) << " AND flow_run.work_queue_id = open_queue.id AND "
         << are_due(grammar, asked) << " AND " << may_start(grammar)
         << ") AS placed WHERE room IS NULL OR place <= room";
    return text;
}

// Ids in the order in which the runs are to start: those of `open_queue` that their limits leave room for, and of them
// as many as the pool has room for. Whole rows are read of no others.
db::sql chosen_runs(db::grammar const& grammar, worker_poll const& asked)
{
    db::sql text{
        "WITH open_pool AS MATERIALIZED (SELECT work_pool.id, CASE WHEN work_pool.concurrency_limit IS NOT NULL "
        "THEN work_pool.concurrency_limit - (SELECT count(*) FROM flow_run JOIN work_queue ON work_queue.id = "
        "flow_run.work_queue_id WHERE "};
    text << in_progress(grammar, "work_queue.work_pool_id = work_pool.id")
         << ") END AS room FROM work_pool WHERE work_pool.name = " << db::arg(asked.pool)
         << " AND NOT work_pool.is_paused), open_queue AS MATERIALIZED (SELECT work_queue.id, work_queue.priority, "
            "open_pool.id AS pool_id, CASE WHEN work_queue.concurrency_limit IS NOT NULL THEN "
            "work_queue.concurrency_limit - (SELECT count(*) FROM flow_run WHERE "
         << in_progress(grammar, "flow_run.work_queue_id = work_queue.id")
         << ") END AS room, row_number() OVER (ORDER BY work_queue.priority, work_queue.id) AS number FROM open_pool "
            "JOIN work_queue ON work_queue.work_pool_id = open_pool.id WHERE NOT work_queue.is_paused";
    if (!asked.queues.empty())
        text << " AND " << query::is_any_of("work_queue.name", asked.queues);
    auto const limit = std::min(asked.limit, max_at_once);
    text << "), most AS MATERIALIZED (SELECT CASE WHEN min(room) < 0 THEN 0 WHEN min(room) < " << db::arg(limit)
         << " THEN min(room) ELSE " << db::arg(limit)
         << " END AS runs, (SELECT count(*) FROM open_queue) AS queues FROM open_pool), waiting AS MATERIALIZED ("
         << placed_runs(grammar, asked);
    for (int number = 1; number <= max_read_apart; ++number)
        text << " UNION ALL " << first_runs(grammar, asked, number);
    text << "), chosen AS MATERIALIZED (SELECT waiting.id, waiting.due, open_queue.id AS queue_id, open_queue.pool_id, "
            "open_queue.priority FROM waiting JOIN open_queue ON open_queue.number = waiting.number ORDER BY "
            "open_queue.priority, waiting.due, waiting.id LIMIT (SELECT most.runs FROM most)) ";
    return text;
}

// The columns of a run and of its state, beside where it waits.
db::sql const& run_columns()
{
    static auto const columns = [] {
        constexpr db::schema::flow_run_state_table current{"current"};
        return query::column_list<worker_flow_run>(
            table, query::as<"work_pool_id">(query::expression<uuid>{db::sql{"chosen.pool_id"}}),
            query::as<"work_queue_id">(query::expression<uuid>{db::sql{"chosen.queue_id"}}),
            query::in<"flow_run">(table), query::in<"flow_run.state">(current),
            query::as<"flow_run.state.data">(state_data("current")));
    }();
    return columns;
}

db::sql select_chosen(db::grammar const& grammar, worker_poll const& asked)
{
    auto text = chosen_runs(grammar, asked);
    text << "SELECT " << run_columns()
         << " FROM chosen JOIN flow_run ON flow_run.id = chosen.id LEFT JOIN flow_run_state AS current ON current.id = "
            "flow_run.state_id ORDER BY chosen.priority, chosen.due, chosen.id";
    return text;
}

// Those that were asked for, each of which has to be there; without names all of the pool.
std::vector<uuid> polled_queues(std::vector<named_row> const& in_pool, worker_poll const& asked)
{
    std::vector<uuid> ids;
    if (asked.queues.empty())
        for (auto const& one : in_pool)
            ids.push_back(one.id);
    for (auto const& name : asked.queues) {
        auto const found = std::ranges::find(in_pool, name, &named_row::name);
        if (found == in_pool.end())
            refuse_unknown_queue({asked.pool, name});
        ids.push_back(found->id);
    }
    return ids;
}

// A queue as agents poll it.
struct agent_queue : named_row
{
    bool is_paused = false;
    std::optional<std::int64_t> concurrency_limit;
    std::optional<json_text> filter;
};
BOOST_DESCRIBE_STRUCT(agent_queue, (named_row), (is_paused, concurrency_limit, filter))

// Runs belong to a queue of agents by its name.
task<std::int64_t> count_slots(db::connection& conn, agent_queue queue)
{
    if (queue.filter) {
        auto const taken = co_await count_filtered_slots(conn, read_queue_filter(*queue.filter));
        co_return taken;
    }
    db::sql text{"SELECT count(*) FROM flow_run WHERE work_queue_name = "};
    text << db::arg(queue.name) << " AND "
         << conn.grammar().correlated("state_type IN ('RUNNING', 'PENDING', 'CANCELLING')");
    auto const taken = co_await conn.value<std::int64_t>(std::move(text));
    co_return taken;
}

db::sql scheduled_by_name(std::string const& name, std::optional<timestamp> before)
{
    db::sql wanted{"flow_run.work_queue_name = "};
    wanted << db::arg(name) << " AND flow_run.state_type = 'SCHEDULED'";
    if (before)
        wanted << " AND flow_run.next_scheduled_start_time <= " << db::arg(*before);
    return wanted;
}

// As agents are told them: the reference looks neither for their pool nor for their queue, and says the name that the
// run itself keeps.
query::select_statement<flow_run> const& select_agent_runs()
{
    static auto const statement = [] {
        constexpr db::schema::flow_run_state_table current{"current"};
        query::expression<std::optional<uuid>> const no_id{db::sql{"CAST(NULL AS uuid)"}};
        query::expression<std::optional<std::string>> const no_name{db::sql{"CAST(NULL AS text)"}};
        return query::select_from<flow_run>(table, query::in<"state">(current),
                                            query::as<"state.data">(state_data("current")),
                                            query::as<"work_pool_id">(no_id), query::as<"work_pool_name">(no_name))
            .left_join(current, current.id == table.state_id);
    }();
    return statement;
}

// The soonest first.
task<std::vector<flow_run>> read_agent_runs(db::connection& conn, db::sql wanted, std::int64_t limit)
{
    auto const sort = flow_run_sort::NEXT_SCHEDULED_START_TIME_ASC;
    auto select = select_agent_runs();
    select.from(page_of_flow_runs(conn.grammar(), wanted, sort, {limit, 0}))
        .order_by(order_by(sort), ascending(table.id));
    return conn.rows<flow_run>(select.statement(), [when = now()](flow_run& run) { estimate_times(run, when); });
}

} // namespace

task<polled<worker_flow_run>> read_scheduled_runs(db::connection& conn, worker_poll asked)
{
    auto known =
        conn.deferred_rows<uuid>(query::select_value(pools.id).from(pools).where(pools.name == asked.pool).statement());
    auto in_pool = conn.deferred_rows<named_row>(query::select_from<named_row>(queues)
                                                     .join(pools, pools.id == queues.work_pool_id)
                                                     .where(pools.name == asked.pool)
                                                     .statement());
    polled<worker_flow_run> found;
    found.runs =
        co_await conn.rows<worker_flow_run>(select_chosen(conn.grammar(), asked), [when = now()](worker_flow_run& one) {
            estimate_times(one.flow_run, when);
        });
    if (known.result().empty())
        refuse_unknown_pool(asked.pool);
    found.queues = polled_queues(in_pool.result(), asked);
    co_return found;
}

task<polled<flow_run>> read_runs_of_queue(db::connection& conn, uuid queue, std::optional<timestamp> before,
                                          std::int64_t limit)
{
    auto const known =
        co_await conn.row<agent_queue>(query::select_from<agent_queue>(queues).where(queues.id == queue).statement());
    if (!known)
        throw error{errc::object_not_found, "Work queue with id " + to_string(queue) + " not found."};
    polled<flow_run> found{{}, {queue}};
    if (known->is_paused)
        co_return found;
    if (known->concurrency_limit) {
        auto const taken = co_await count_slots(conn, *known);
        limit = std::min(limit, std::max<std::int64_t>(0, *known->concurrency_limit - taken));
    }
    auto wanted = known->filter ? where(conn.grammar(), scheduled_by_filter(read_queue_filter(*known->filter), before))
                                : scheduled_by_name(known->name, before);
    found.runs = co_await read_agent_runs(conn, std::move(wanted), limit);
    co_return found;
}

} // namespace praetor::models
