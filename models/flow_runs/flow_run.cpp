#include <models/flow_runs/flow_run.hpp>

#include <models/filters/where.hpp>
#include <models/runs/created_by.hpp>
#include <models/runs/run_name.hpp>
#include <models/runs/state_result.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <db/query/sorting.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/flow_run_state.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::flow_run>
{
    static constexpr std::string_view name = "FlowRunResponse";
    static void add(model_schema& model) { models::describe_flow_run(model); }
};

template <>
struct praetor::json::schema_notes<praetor::models::flow_run_create>
{
    static void add(model_schema& model) { model.as<std::string>("name"); }
};

PRAETOR_JSON_CODEC(praetor::models::flow_run)
PRAETOR_JSON_CODEC(praetor::models::flow_run_create)
PRAETOR_JSON_CODEC(praetor::models::flow_run_update)
PRAETOR_JSON_CODEC(praetor::models::flow_run_sort)
PRAETOR_JSON_CODEC(praetor::models::flow_run_selection)

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::flow_run;

} // namespace

void describe_flow_run(json::model_schema& model)
{
    model.as<json::json_object>("parameters")
        .as<json::json_object>("context")
        .as<flow_run_policy>("empirical_policy")
        .as<std::vector<std::string>>("tags")
        .as<std::optional<created_by>>("created_by")
        .never_null("labels")
        .as<std::optional<json::json_object>>("job_variables");
}

query::ordering order_by(flow_run_sort sort)
{
    auto const start = query::coalesce(table.start_time, table.expected_start_time);
    if (sort == flow_run_sort::START_TIME_ASC)
        return ascending(start);
    return sort == flow_run_sort::START_TIME_DESC ? descending(start) : query::order_by(table, sort);
}

query::select_statement<flow_run> const& select_flow_runs()
{
    static auto const statement = [] {
        constexpr db::schema::flow_run_state_table current{"current"};
        auto const& queue = db::tables::work_queue;
        auto const& pool = db::tables::work_pool;
        return query::select_from<flow_run>(
                   table, query::in<"state">(current), query::as<"state.data">(state_data("current")),
                   query::as<"work_queue_name">(query::coalesce(queue.name, table.work_queue_name)),
                   query::as<"work_pool_id">(pool.id), query::as<"work_pool_name">(pool.name))
            .left_join(current, current.id == table.state_id)
            .left_join(queue, queue.id == table.work_queue_id)
            .left_join(pool, pool.id == queue.work_pool_id);
    }();
    return statement;
}

db::sql where(db::grammar const& grammar, flow_run_selection const& wanted)
{
    filters::conditions all;
    if (wanted.flow_runs)
        all.add(filters::where(grammar, *wanted.flow_runs));
    if (wanted.deployments) {
        db::sql exists{"EXISTS (SELECT 1 FROM deployment WHERE deployment.id = flow_run.deployment_id AND "};
        exists << filters::where(grammar, *wanted.deployments) << ")";
        all.add(std::move(exists));
    }
    if (wanted.work_pools) {
        db::sql exists{"EXISTS (SELECT 1 FROM work_queue JOIN work_pool ON work_pool.id = work_queue.work_pool_id "
                       "WHERE work_queue.id = flow_run.work_queue_id AND "};
        exists << filters::where(grammar, *wanted.work_pools) << ")";
        all.add(std::move(exists));
    }
    if (wanted.work_pool_queues) {
        db::sql exists{"EXISTS (SELECT 1 FROM work_queue WHERE work_queue.id = flow_run.work_queue_id AND "};
        exists << filters::where(grammar, *wanted.work_pool_queues) << ")";
        all.add(std::move(exists));
    }
    if (wanted.flows)
        all.add(filters::refers_to_flow(grammar, "flow_run.flow_id", *wanted.flows));
    if (wanted.task_runs) {
        db::sql exists{"EXISTS (SELECT 1 FROM task_run WHERE "};
        exists << grammar.correlated("task_run.flow_run_id = flow_run.id") << " AND "
               << filters::where(grammar, *wanted.task_runs) << ")";
        all.add(std::move(exists));
    }
    return all.joined();
}

db::sql refers_to_flow_run(db::grammar const& grammar, std::string_view column, flow_run_selection const& wanted)
{
    if (!wanted.flows && !wanted.flow_runs && !wanted.task_runs && !wanted.deployments && !wanted.work_pools &&
        !wanted.work_pool_queues)
        return {};
    db::sql exists{"EXISTS (SELECT 1 FROM flow_run WHERE flow_run.id = "};
    exists << column << " AND " << where(grammar, wanted) << ")";
    return exists;
}

db::sql page_of_flow_runs(db::grammar const& grammar, db::sql const& condition, flow_run_sort sort, page range)
{
    auto const order = order_by(sort);
    db::grammar::page const wanted{"flow_run", condition, order.text, range.limit, range.offset};
    if (sort != flow_run_sort::START_TIME_ASC && sort != flow_run_sort::START_TIME_DESC)
        return grammar.page_of(wanted);
    return grammar.page_of(wanted, {"start_time", "expected_start_time", sort == flow_run_sort::START_TIME_DESC});
}

task<std::optional<flow_run>> read_flow_run(db::connection& conn, uuid id)
{
    static auto const by_id = query::prepare([](query::parameter<uuid> run) {
        auto select = select_flow_runs();
        return select.where(table.id == run);
    });
    auto found = co_await conn.row<flow_run>(by_id(id));
    if (found)
        estimate_times(*found, now());
    co_return found;
}

namespace {

db::sql count_query(db::grammar const& grammar, flow_run_selection const& wanted)
{
    return query::select_value(query::count()).from(table).where(query::condition{where(grammar, wanted)}).statement();
}

} // namespace

namespace {

// The next run of a deployment, say: databases look for it in the order of time, in which all that has finished comes
// first.
db::sql page_of_unfinished_flow_runs(db::grammar const& grammar, db::sql const& condition, page range)
{
    db::sql const order{grammar.unindexed_time("flow_run.expected_start_time")};
    return grammar.page_of({"flow_run", condition, order, range.limit, range.offset});
}

} // namespace

task<std::vector<flow_run>> read_flow_runs(db::connection& conn, flow_run_selection wanted, flow_run_sort sort,
                                           page range)
{
    auto const& grammar = conn.grammar();
    auto const condition = where(grammar, wanted);
    bool const skips_history = sort == flow_run_sort::EXPECTED_START_TIME_ASC && wanted.flow_runs &&
                               filters::selects_only_unfinished(*wanted.flow_runs);
    auto select = select_flow_runs();
    select
        .from(skips_history ? page_of_unfinished_flow_runs(grammar, condition, range)
                            : page_of_flow_runs(grammar, condition, sort, range))
        .order_by(order_by(sort));
    return conn.rows<flow_run>(select.statement(), [when = now()](flow_run& run) { estimate_times(run, when); });
}

task<std::vector<uuid>> read_flow_run_ids(db::connection& conn, std::optional<filters::flow_run_filter> wanted,
                                          std::int64_t limit)
{
    flow_run_selection selection;
    selection.flow_runs = std::move(wanted);
    return conn.rows<uuid>(query::select_value(table.id)
                               .from(table)
                               .where(query::condition{where(conn.grammar(), selection)})
                               .order_by(descending(table.id))
                               .limit(limit)
                               .statement());
}

task<std::int64_t> count_flow_runs(db::connection& conn, flow_run_selection wanted)
{
    return conn.value<std::int64_t>(count_query(conn.grammar(), wanted));
}

task<counted_page<flow_run>> read_flow_run_page(db::connection& conn, flow_run_selection wanted, flow_run_sort sort,
                                                page range)
{
    auto counted = conn.deferred_rows<std::int64_t>(count_query(conn.grammar(), wanted));
    auto rows = co_await read_flow_runs(conn, std::move(wanted), sort, range);
    co_return counted_page<flow_run>{std::move(rows), counted.result().at(0)};
}

namespace {

// Job variables can only change while they still have an effect: before the run is picked up.
task<bool> check_job_variables_may_change(db::connection& conn, uuid id)
{
    auto const run = co_await read_flow_run(conn, id);
    if (!run)
        co_return false;
    if (!run->state)
        throw error{errc::bad_request, "Flow run state is required to update job variables but none exists"};
    if (run->state->type != state_type::SCHEDULED)
        throw error{errc::bad_request, "Job variables for a flow run in state " +
                                           std::string{to_text(run->state->type)} + " cannot be updated"};
    std::optional<uuid> deployment;
    if (run->deployment_id) {
        auto const& deployments = db::tables::deployment;
        deployment = co_await conn.maybe_value<uuid>(query::select_value(deployments.id)
                                                         .from(deployments)
                                                         .where(deployments.id == *run->deployment_id)
                                                         .statement());
    }
    if (!deployment)
        throw error{errc::bad_request, "A deployment for the flow run could not be found"};
    co_return true;
}

} // namespace

task<bool> update_flow_run(db::connection& conn, uuid id, flow_run_update wanted)
{
    if (wanted.job_variables.sent() && *wanted.job_variables) {
        auto const known = co_await check_job_variables_may_change(conn, id);
        if (!known)
            co_return false;
    }
    if (wanted.name.sent())
        wanted.name.set(run_name(*wanted.name));
    auto const changed = co_await conn.execute(
        query::update(table).set(table.updated, now()).row(wanted).where(table.id == id).statement());
    co_return changed > 0;
}

task<void> update_flow_run_labels(db::connection& conn, uuid id, key_value_labels more)
{
    auto const run = co_await read_flow_run(conn, id);
    if (!run)
        throw error{errc::object_not_found, "Flow run with id " + to_string(id) + " not found"};
    auto const all = merged(run->labels, more);
    conn.enqueue(
        query::update(table).set(table.updated, now()).set(table.labels, all).where(table.id == id).statement());
}

task<std::optional<double>> average_lateness(db::connection& conn, flow_run_selection wanted)
{
    auto const when = now();
    db::sql const expected{"flow_run.expected_start_time"};
    db::sql time;
    time << db::arg(when);
    db::sql query{"SELECT CAST(avg(CASE WHEN flow_run.start_time > flow_run.expected_start_time THEN "};
    query << conn.grammar().seconds_between(expected, db::sql{"flow_run.start_time"})
          << " WHEN flow_run.start_time IS NULL AND flow_run.state_type NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', "
             "'CRASHED') AND flow_run.expected_start_time < "
          << db::arg(when) << " THEN " << conn.grammar().seconds_between(expected, time)
          << " ELSE 0 END) AS float) FROM flow_run WHERE " << where(conn.grammar(), wanted);
    return conn.maybe_value<double>(std::move(query));
}

} // namespace praetor::models
