#include <models/task_runs/task_run.hpp>

#include <models/filters/where.hpp>
#include <models/flow_runs/flow_run.hpp>
#include <models/runs/run_name.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/query/sorting.hpp>
#include <db/query/update.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::task_run>
{
    static void add(model_schema& model)
    {
        model.as<models::task_run_policy>("empirical_policy")
            .as<std::vector<std::string>>("tags")
            .as<models::key_value_labels>("labels")
            .as<models::task_inputs>("task_inputs");
    }
};

template <>
struct praetor::json::schema_notes<praetor::models::task_run_create>
{
    static void add(model_schema& model) { model.as<std::string>("name"); }
};

template <>
struct praetor::json::schema_notes<praetor::models::task_run_update>
{
    static void add(model_schema& model) { model.as<std::string>("name"); }
};

PRAETOR_JSON_CODEC(praetor::models::task_run)
PRAETOR_JSON_CODEC(praetor::models::task_run_create)
PRAETOR_JSON_CODEC(praetor::models::task_run_update)
PRAETOR_JSON_CODEC(praetor::models::task_run_sort)
PRAETOR_JSON_CODEC(praetor::models::task_run_selection)

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::task_run;

} // namespace

db::sql where(db::grammar const& grammar, task_run_selection const& wanted)
{
    filters::conditions all;
    if (wanted.task_runs)
        all.add(filters::where(grammar, *wanted.task_runs));
    flow_run_selection const of{
        .flows = wanted.flows, .flow_runs = wanted.flow_runs, .deployments = wanted.deployments};
    all.add(refers_to_flow_run(grammar, "task_run.flow_run_id", of));
    return all.joined();
}

query::select_statement<task_run> const& select_task_runs()
{
    static auto const statement = select_task_runs_as<task_run>();
    return statement;
}

task<std::optional<task_run>> read_task_run(db::connection& conn, uuid id)
{
    static auto const by_id = query::prepare([](query::parameter<uuid> run) {
        auto select = select_task_runs();
        return select.where(table.id == run);
    });
    auto found = co_await conn.row<task_run>(by_id(id));
    if (found)
        estimate_times(*found, now());
    co_return found;
}

namespace {

// By the time a run takes or has taken, the latest first of those that take the same.
query::ordering by_duration(db::grammar const& grammar, std::string_view direction, timestamp when)
{
    auto const so_far = grammar.microseconds_of("task_run.total_run_time");
    query::ordering order{};
    order.text << "CASE WHEN task_run.state_type = 'RUNNING' THEN " << so_far << " + ("
               << db::arg(when.time_since_epoch().count()) << " - "
               << grammar.microseconds_of("task_run.state_timestamp") << ") ELSE " << so_far << " END " << direction
               << ", task_run.expected_start_time DESC, task_run.id DESC";
    return order;
}

query::ordering order_by(db::grammar const& grammar, task_run_sort sort, timestamp when)
{
    using enum task_run_sort;
    if (sort == DURATION_DESC || sort == DURATION_ASC)
        return by_duration(grammar, sort == DURATION_DESC ? "DESC" : "ASC", when);
    return query::order_by<DURATION_DESC, DURATION_ASC>(table, sort);
}

db::sql count_query(db::grammar const& grammar, task_run_selection const& wanted)
{
    return query::select_value(query::count()).from(table).where(query::condition{where(grammar, wanted)}).statement();
}

} // namespace

task<std::vector<task_run>> read_task_runs(db::connection& conn, task_run_selection wanted, task_run_sort sort,
                                           page range)
{
    auto const when = now();
    auto const order = order_by(conn.grammar(), sort, when);
    auto select = select_task_runs();
    select
        .from(
            conn.grammar().page_of({"task_run", where(conn.grammar(), wanted), order.text, range.limit, range.offset}))
        .order_by(order);
    return conn.rows<task_run>(select.statement(), [when](task_run& run) { estimate_times(run, when); });
}

task<std::int64_t> count_task_runs(db::connection& conn, task_run_selection wanted)
{
    return conn.value<std::int64_t>(count_query(conn.grammar(), wanted));
}

task<counted_page<task_run>> read_task_run_page(db::connection& conn, task_run_selection wanted, task_run_sort sort,
                                                page range)
{
    auto counted = conn.deferred_rows<std::int64_t>(count_query(conn.grammar(), wanted));
    auto rows = co_await read_task_runs(conn, std::move(wanted), sort, range);
    co_return counted_page<task_run>{std::move(rows), counted.result().at(0)};
}

task<bool> update_task_run(db::connection& conn, uuid id, task_run_update wanted)
{
    if (wanted.name.sent())
        wanted.name.set(run_name(*wanted.name));
    auto const changed = co_await conn.execute(
        query::update(table).set(table.updated, now()).row(wanted).where(table.id == id).statement());
    co_return changed > 0;
}

} // namespace praetor::models
