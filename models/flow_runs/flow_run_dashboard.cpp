#include <models/flow_runs/flow_run_dashboard.hpp>

#include <models/filters/where.hpp>
#include <models/runs/run_times.hpp>
#include <models/task_runs/task_run_filter.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/schema/tables/flow_run.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::flow_run_mark>
{
    static constexpr std::string_view name = "SimpleFlowRun";
};

PRAETOR_JSON_CODEC(praetor::models::flow_run_mark)

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::flow_run;

struct since
{
    praetor::timestamp timestamp{};
};
BOOST_DESCRIBE_STRUCT(since, (), (timestamp))

struct mark_row : run_estimates
{
    uuid id;
    std::optional<since> state;
    std::optional<models::state_type> state_type;
    std::optional<timestamp> start_time;
    std::optional<timestamp> expected_start_time;
    duration total_run_time{};
};
BOOST_DESCRIBE_STRUCT(mark_row, (run_estimates),
                      (id, state, state_type, start_time, expected_start_time, total_run_time))

struct task_run_count
{
    uuid flow_run_id;
    std::int64_t task_runs = 0;
};
BOOST_DESCRIBE_STRUCT(task_run_count, (), (flow_run_id, task_runs))

} // namespace

task<std::vector<flow_run_mark>> read_flow_run_marks(db::connection& conn, flow_run_selection wanted,
                                                     flow_run_sort sort, page range)
{
    db::sql condition{"flow_run.state_type IS NOT NULL AND coalesce(flow_run.start_time, "
                      "flow_run.expected_start_time) IS NOT NULL AND "};
    condition << where(conn.grammar(), wanted);
    // Absent where it is NULL, as a part is.
    query::expression<timestamp> const state_since{query::expression{table.state_timestamp}.text};
    auto select = query::select_from<mark_row>(table, query::as<"state.timestamp">(state_since));
    select.from(page_of_flow_runs(conn.grammar(), condition, sort, range)).order_by(order_by(sort));
    return conn.rows<mark_row>(select.statement(), [when = now()](mark_row&& row) {
        estimate_times(row, when);
        auto const place = row.start_time ? row.start_time : row.expected_start_time;
        return flow_run_mark{row.id, *row.state_type, place.value_or(timestamp{}), row.estimated_run_time,
                             row.estimated_start_time_delta};
    });
}

task<std::map<std::string, std::int64_t>> count_task_runs_by_flow_run(db::connection& conn,
                                                                      std::vector<uuid> flow_run_ids)
{
    std::map<std::string, std::int64_t> counts;
    for (auto const& id : flow_run_ids)
        counts[to_string(id)] = 0;
    db::sql query{"SELECT task_run.flow_run_id, count(*) AS task_runs FROM task_run WHERE "};
    query << db::query::is_any_of("task_run.flow_run_id", flow_run_ids) << " AND NOT " << filters::exists_subflow
          << " GROUP BY task_run.flow_run_id";
    auto const found = co_await conn.rows<task_run_count>(std::move(query));
    for (auto const& row : found)
        counts[to_string(row.flow_run_id)] = row.task_runs;
    co_return counts;
}

} // namespace praetor::models
