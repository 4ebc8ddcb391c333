#include <models/run_history.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/query/moments.hpp>
#include <db/rows.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::models::history_state>
{
    static constexpr std::string_view name = "HistoryResponseState";
};

template <>
struct praetor::json::schema_notes<praetor::models::history_interval>
{
    static constexpr std::string_view name = "HistoryResponse";
};

PRAETOR_JSON_CODEC(praetor::models::history_state)
PRAETOR_JSON_CODEC(praetor::models::history_interval)

namespace praetor::models {
namespace {

constexpr std::int64_t most_intervals = 500;

struct bucket_row
{
    std::int64_t bucket = 0;
    models::state_type state_type{};
    std::optional<std::string> state_name;
    std::int64_t count_runs = 0;
    std::int64_t run_time = 0; // microseconds
    std::int64_t lateness = 0; // microseconds
};
BOOST_DESCRIBE_STRUCT(bucket_row, (), (bucket, state_type, state_name, count_runs, run_time, lateness))

// One row for each interval and state that has runs. `table` is flow_run or task_run.
db::sql grouped(db::dialect kind, std::string const& table, db::sql condition, history_range const& range,
                std::int64_t intervals)
{
    auto const microseconds = [&](std::string_view column) {
        return db::query::microseconds(kind, db::sql{table + "." + std::string{column}});
    };
    auto const expected = microseconds("expected_start_time");
    auto const when = now().time_since_epoch().count();
    db::sql query{"SELECT ("};
    query << expected << " - " << db::arg(range.start.time_since_epoch().count()) << ") / "
          << db::arg(range.interval.count()) << " AS bucket, " << table << ".state_type, " << table
          << ".state_name, count(*) AS count_runs, CAST(sum(" << microseconds("total_run_time") << " + CASE WHEN "
          << table << ".state_type = 'RUNNING' THEN " << db::arg(when) << " - " << microseconds("state_timestamp")
          << " ELSE 0 END) AS bigint) AS run_time, CAST(sum(CASE WHEN " << table << ".start_time > " << table
          << ".expected_start_time THEN " << microseconds("start_time") << " - " << expected << " WHEN " << table
          << ".start_time IS NULL AND " << table
          << ".state_type NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED') AND " << expected << " < "
          << db::arg(when) << " THEN " << db::arg(when) << " - " << expected
          << " ELSE 0 END) AS bigint) AS lateness FROM " << table << " WHERE " << condition << " AND " << table
          << ".state_type IS NOT NULL AND " << table << ".expected_start_time >= " << db::arg(range.start) << " AND "
          << table << ".expected_start_time < " << db::arg(range.start + intervals * range.interval)
          << " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
    return query;
}

task<std::vector<history_interval>> read_history(db::connection& conn, std::string table, db::sql condition,
                                                 history_range range)
{
    auto const span = range.end - range.start;
    auto const intervals = std::clamp((span.count() + range.interval.count() - 1) / range.interval.count(),
                                      std::int64_t{0}, most_intervals);
    std::vector<history_interval> all(static_cast<std::size_t>(intervals));
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].interval_start = range.start + static_cast<std::int64_t>(i) * range.interval;
        all[i].interval_end = all[i].interval_start + range.interval;
    }
    auto const found =
        co_await conn.rows<bucket_row>(grouped(conn.kind(), table, std::move(condition), range, intervals));
    for (auto const& row : found)
        all.at(static_cast<std::size_t>(row.bucket))
            .states.push_back({row.state_type, row.state_name.value_or(""), row.count_runs, duration{row.run_time},
                               duration{row.lateness}});
    co_return all;
}

} // namespace

task<std::vector<history_interval>> read_flow_run_history(db::connection& conn, flow_run_selection wanted,
                                                          history_range range)
{
    auto found = co_await read_history(conn, "flow_run", where(conn.kind(), wanted), range);
    co_return found;
}

task<std::vector<history_interval>> read_task_run_history(db::connection& conn, task_run_selection wanted,
                                                          history_range range)
{
    auto found = co_await read_history(conn, "task_run", where(conn.kind(), wanted), range);
    co_return found;
}

} // namespace praetor::models
