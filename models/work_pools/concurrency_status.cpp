#include <models/work_pools/concurrency_status.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <unordered_map>

PRAETOR_JSON_CODEC(praetor::models::flow_run_slot_summary)
PRAETOR_JSON_CODEC(praetor::models::work_queue_concurrency_status_detail)

namespace praetor::models {
namespace {

namespace query = db::query;

// A pool or queue with what it may take, and takes.
struct limited_row
{
    uuid id;
    std::optional<std::int64_t> concurrency_limit;
    std::int64_t active_slots = 0;
    std::int64_t count = 0; // of queues
};
BOOST_DESCRIBE_STRUCT(limited_row, (), (id, concurrency_limit, active_slots, count))

struct summary_of_queue : flow_run_slot_summary
{
    uuid work_queue_id;
};
BOOST_DESCRIBE_STRUCT(summary_of_queue, (flow_run_slot_summary), (work_queue_id))

db::sql summary_columns()
{
    return query::column_list<flow_run_slot_summary>(db::tables::flow_run);
}

// Few runs are in these states at a time, however many the queue has had.
std::string takes_slot(db::grammar const& grammar)
{
    return grammar.correlated("flow_run.state_type IN ('PENDING', 'RUNNING')");
}

// As the reference tells it: an empty name is none.
void complete(flow_run_slot_summary& run, timestamp when)
{
    if (run.state_name && run.state_name->empty())
        run.state_name.reset();
    if (run.state_timestamp)
        run.time_in_current_state = when - *run.state_timestamp;
}

db::sql select_pool(db::grammar const& grammar, std::string const& pool)
{
    db::sql text{"SELECT work_pool.id, work_pool.concurrency_limit, (SELECT count(*) FROM flow_run JOIN work_queue ON "
                 "work_queue.id = flow_run.work_queue_id WHERE work_queue.work_pool_id = work_pool.id AND "};
    text
        << takes_slot(grammar)
        << ") AS active_slots, (SELECT count(*) FROM work_queue WHERE work_queue.work_pool_id = work_pool.id) AS count "
           "FROM work_pool WHERE work_pool.name = "
        << db::arg(pool);
    return text;
}

// The queues of a page.
db::sql page_of_queues(std::string_view columns, std::string const& pool, page range)
{
    db::sql text{"SELECT "};
    text << columns
         << " FROM work_queue JOIN work_pool ON work_pool.id = work_queue.work_pool_id WHERE work_pool.name = "
         << db::arg(pool) << " ORDER BY work_queue.priority, work_queue.id LIMIT " << db::arg(range.limit) << " OFFSET "
         << db::arg(range.offset);
    return text;
}

db::sql select_queues(db::grammar const& grammar, std::string const& pool, page range)
{
    return page_of_queues(
        "work_queue.id AS queue_id, work_queue.name AS queue_name, (SELECT count(*) FROM flow_run WHERE "
        "flow_run.work_queue_id = work_queue.id AND " +
            takes_slot(grammar) + ") AS active_slots, work_queue.concurrency_limit",
        pool, range);
}

db::sql select_runs(db::grammar const& grammar, std::string const& pool, page range, std::int64_t max_runs)
{
    db::sql text{"SELECT "};
    text << summary_columns()
         << ", flow_run.work_queue_id FROM (SELECT flow_run.id, row_number() OVER (PARTITION BY flow_run.work_queue_id "
            "ORDER BY flow_run.id) AS place FROM flow_run JOIN ("
         << page_of_queues("work_queue.id", pool, range) << ") AS shown ON shown.id = flow_run.work_queue_id WHERE "
         << takes_slot(grammar)
         << ") AS numbered JOIN flow_run ON flow_run.id = numbered.id WHERE numbered.place <= " << db::arg(max_runs)
         << " ORDER BY flow_run.id";
    return text;
}

// A run without a queue of its own takes a slot of the queue that it names.
db::sql takes_slot_of_queue(db::grammar const& grammar, uuid queue)
{
    db::sql text{"(flow_run.work_queue_id = "};
    text
        << db::arg(queue)
        << " OR (flow_run.work_queue_id IS NULL AND flow_run.work_queue_name = (SELECT name FROM work_queue WHERE id = "
        << db::arg(queue) << "))) AND "
        << grammar.correlated("flow_run.state_type IN ('PENDING', 'RUNNING', 'CANCELLING')");
    return text;
}

} // namespace

task<std::optional<pool_slots>> read_pool_slots(db::connection& conn, std::string pool, page range,
                                                std::int64_t max_runs)
{
    auto const& grammar = conn.grammar();
    auto queues = conn.deferred_rows<work_queue_concurrency_status_detail>(select_queues(grammar, pool, range));
    auto runs = conn.deferred_rows<summary_of_queue>(select_runs(grammar, pool, range, max_runs));
    auto const found = co_await conn.row<limited_row>(select_pool(grammar, pool));
    if (!found)
        co_return std::nullopt;
    pool_slots made{found->active_slots, found->concurrency_limit, {queues.result(), found->count}};
    std::unordered_map<uuid, work_queue_concurrency_status_detail*> by_id;
    for (auto& queue : made.queues.rows) {
        queue.flow_run_count = queue.active_slots;
        by_id.emplace(queue.queue_id, &queue);
    }
    auto const when = now();
    for (auto& run : runs.result()) {
        complete(run, when);
        if (auto const queue = by_id.find(run.work_queue_id); queue != by_id.end())
            queue->second->flow_runs.push_back(std::move(run));
    }
    co_return made;
}

task<std::optional<queue_slots>> read_queue_slots(db::connection& conn, uuid queue, page range)
{
    auto const& grammar = conn.grammar();
    db::sql select_runs{"SELECT "};
    select_runs << summary_columns() << " FROM flow_run WHERE " << takes_slot_of_queue(grammar, queue)
                << " ORDER BY flow_run.id LIMIT " << db::arg(range.limit) << " OFFSET " << db::arg(range.offset);
    auto runs = conn.deferred_rows<flow_run_slot_summary>(std::move(select_runs));
    db::sql select_queue{"SELECT id, concurrency_limit, 0 AS count, (SELECT count(*) FROM flow_run WHERE "};
    select_queue << takes_slot_of_queue(grammar, queue)
                 << ") AS active_slots FROM work_queue WHERE id = " << db::arg(queue);
    auto const found = co_await conn.row<limited_row>(std::move(select_queue));
    if (!found)
        co_return std::nullopt;
    queue_slots made{found->active_slots, found->concurrency_limit, runs.result()};
    auto const when = now();
    for (auto& run : made.flow_runs)
        complete(run, when);
    co_return made;
}

} // namespace praetor::models
