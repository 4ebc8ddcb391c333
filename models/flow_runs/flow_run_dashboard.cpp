#include <models/flow_runs/flow_run_dashboard.hpp>

#include <models/filters/where.hpp>
#include <models/runs/run_times.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/rows.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::flow_run_mark>
{
    static constexpr std::string_view name = "SimpleFlowRun";
};

PRAETOR_JSON_CODEC(praetor::models::flow_run_mark)

namespace praetor::models {
namespace {

struct mark_row
{
    uuid id;
    models::state_type state_type{};
    std::optional<timestamp> state_timestamp;
    std::optional<timestamp> start_time;
    std::optional<timestamp> expected_start_time;
    duration total_run_time{};
};
BOOST_DESCRIBE_STRUCT(mark_row, (), (id, state_type, state_timestamp, start_time, expected_start_time, total_run_time))

// What estimate_times reads and fills.
struct timed_run
{
    struct since
    {
        praetor::timestamp timestamp{};
    };
    std::optional<models::state_type> state_type;
    std::optional<since> state;
    std::optional<timestamp> start_time;
    std::optional<timestamp> expected_start_time;
    duration total_run_time{};
    duration estimated_run_time{};
    duration estimated_start_time_delta{};
};

flow_run_mark to_mark(mark_row const& row, timestamp when)
{
    timed_run run;
    run.state_type = row.state_type;
    if (row.state_timestamp)
        run.state = timed_run::since{*row.state_timestamp};
    run.start_time = row.start_time;
    run.expected_start_time = row.expected_start_time;
    run.total_run_time = row.total_run_time;
    estimate_times(run, when);
    auto const place = row.start_time ? row.start_time : row.expected_start_time;
    return {row.id, row.state_type, place.value_or(timestamp{}), run.estimated_run_time,
            run.estimated_start_time_delta};
}

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
    condition << where(conn.kind(), wanted);
    db::sql query{"SELECT flow_run.id, flow_run.state_type, flow_run.state_timestamp, flow_run.start_time, "
                  "flow_run.expected_start_time, flow_run.total_run_time FROM "};
    query << page_of_flow_runs(conn.kind(), condition, sort, range) << " ORDER BY " << order_by(sort);
    auto found =
        co_await conn.rows<mark_row>(std::move(query), [when = now()](mark_row&& row) { return to_mark(row, when); });
    co_return found;
}

task<std::map<std::string, std::int64_t>> count_task_runs_by_flow_run(db::connection& conn,
                                                                      std::vector<uuid> flow_run_ids)
{
    std::map<std::string, std::int64_t> counts;
    for (auto const& id : flow_run_ids)
        counts[to_string(id)] = 0;
    db::sql query{"SELECT task_run.flow_run_id, count(*) AS task_runs FROM task_run WHERE "};
    query << filters::is_any_of("task_run.flow_run_id", flow_run_ids)
          << " AND NOT EXISTS (SELECT 1 FROM flow_run AS subflow WHERE subflow.parent_task_run_id = task_run.id) "
             "GROUP BY task_run.flow_run_id";
    auto const found = co_await conn.rows<task_run_count>(std::move(query));
    for (auto const& row : found)
        counts[to_string(row.flow_run_id)] = row.task_runs;
    co_return counts;
}

} // namespace praetor::models
