#include <models/runs/run_history.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/rows.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

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

constexpr std::int64_t max_intervals = 500;

// What the database counted. `bucket` is the beginning of an interval.
struct bucket_row
{
    timestamp bucket{};
    models::state_type state_type{};
    std::optional<std::string> state_name;
    std::int64_t count_runs = 0;
    duration run_time{};
    duration lateness{};
};
BOOST_DESCRIBE_STRUCT(bucket_row, (), (bucket, state_type, state_name, count_runs, run_time, lateness))

std::vector<history_interval> intervals_of(history_range const& range)
{
    std::vector<history_interval> all;
    for (std::int64_t i = 0; i < range.count(); ++i)
        all.push_back({range.start + i * range.interval, range.start + (i + 1) * range.interval, {}});
    return all;
}

// What of a run its history needs where it is counted here.
struct run_row
{
    timestamp expected_start_time{};
    models::state_type state_type{};
    std::optional<std::string> state_name;
    std::optional<timestamp> start_time;
    std::optional<timestamp> state_timestamp;
    duration total_run_time{};
};
BOOST_DESCRIBE_STRUCT(run_row, (),
                      (expected_start_time, state_type, state_name, start_time, state_timestamp, total_run_time))

db::sql in_range(std::string const& table, db::sql const& condition, std::vector<history_interval> const& all)
{
    db::sql fits;
    fits << condition << " AND " << table << ".state_type IS NOT NULL AND " << table
         << ".expected_start_time >= " << db::arg(all.front().interval_start) << " AND " << table
         << ".expected_start_time < " << db::arg(all.back().interval_end);
    return fits;
}

// One row for each interval and state that has runs. `table` is flow_run or task_run. Only the groups are sorted: a
// plan that sorts the runs first takes twice as long.
db::sql grouped(std::string const& table, db::sql const& fits, db::sql const& bucket)
{
    auto const when = now();
    db::sql query{"WITH grouped AS MATERIALIZED (SELECT "};
    query << bucket << " AS bucket, " << table << ".state_type, " << table
          << ".state_name, count(*) AS count_runs, sum(CASE WHEN " << table << ".state_type = 'RUNNING' THEN " << table
          << ".total_run_time + (" << db::arg(when) << " - " << table << ".state_timestamp) ELSE " << table
          << ".total_run_time END) AS run_time, sum(CASE WHEN " << table << ".start_time > " << table
          << ".expected_start_time THEN " << table << ".start_time - " << table << ".expected_start_time WHEN " << table
          << ".start_time IS NULL AND " << table
          << ".state_type NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED') AND " << table
          << ".expected_start_time < " << db::arg(when) << " THEN " << db::arg(when) << " - " << table
          << ".expected_start_time ELSE interval '0' END) AS lateness FROM " << table << " WHERE " << fits
          << " GROUP BY 1, 2, 3) SELECT bucket, state_type, state_name, count_runs, run_time, lateness FROM grouped "
             "ORDER BY 1, 2, 3";
    return query;
}

bool is_over(state_type type)
{
    return type == state_type::COMPLETED || type == state_type::FAILED || type == state_type::CANCELLED ||
           type == state_type::CRASHED;
}

duration run_time_of(run_row const& run, timestamp when)
{
    if (run.state_type == state_type::RUNNING && run.state_timestamp)
        return run.total_run_time + (when - *run.state_timestamp);
    return run.total_run_time;
}

duration lateness_of(run_row const& run, timestamp when)
{
    if (run.start_time)
        return std::max(duration{0}, *run.start_time - run.expected_start_time);
    return is_over(run.state_type) ? duration{0} : std::max(duration{0}, when - run.expected_start_time);
}

// Counts each run as it comes.
class run_counter final : public db::row_sink
{
public:
    explicit run_counter(std::vector<history_interval>& all) : all_(all) {}

    void row(db::row_view const& one) override
    {
        reader_.read(one, run_);
        auto const bucket = (run_.expected_start_time - all_.front().interval_start) / step_;
        auto& counted = state_of(all_.at(static_cast<std::size_t>(bucket)).states);
        ++counted.count_runs;
        counted.sum_estimated_run_time += run_time_of(run_, when_);
        counted.sum_estimated_lateness += lateness_of(run_, when_);
    }

private:
    // In the order of their names, as a database would group them.
    history_state& state_of(std::vector<history_state>& states)
    {
        std::string_view const name = run_.state_name ? std::string_view{*run_.state_name} : std::string_view{};
        auto const place = std::ranges::lower_bound(
            states, std::pair{to_text(run_.state_type), name}, {}, [](history_state const& each) {
                return std::pair{to_text(each.state_type), std::string_view{each.state_name}};
            });
        if (place != states.end() && place->state_type == run_.state_type && place->state_name == name)
            return *place;
        return *states.insert(place, {run_.state_type, std::string{name}, 0, {}, {}});
    }

    std::vector<history_interval>& all_;
    duration step_ = all_.back().interval_end - all_.back().interval_start;
    timestamp when_ = now();
    run_row run_;
    db::row_reader<run_row> reader_;
};

task<std::vector<history_interval>> read_history(db::connection& conn, std::string table, db::sql condition,
                                                 history_range range)
{
    auto all = intervals_of(range);
    if (all.empty())
        co_return all;
    auto const fits = in_range(table, condition, all);
    auto const bucket = conn.grammar().time_bucket(table + ".expected_start_time", range.interval, range.start);
    if (!bucket) {
        run_counter counts{all};
        db::sql query{"SELECT expected_start_time, state_type, state_name, start_time, state_timestamp, total_run_time "
                      "FROM "};
        query << table << " WHERE " << fits;
        co_await conn.run(std::move(query), &counts);
        co_return all;
    }
    auto const found = co_await conn.rows<bucket_row>(grouped(table, fits, *bucket));
    for (auto const& row : found)
        all.at(static_cast<std::size_t>((row.bucket - range.start) / range.interval))
            .states.push_back(
                {row.state_type, row.state_name.value_or(""), row.count_runs, row.run_time, row.lateness});
    co_return all;
}

} // namespace

std::int64_t history_range::count() const
{
    if (start >= end)
        return 0;
    auto const whole = (end - start) / interval;
    return std::min(max_intervals, whole * interval < end - start ? whole + 1 : whole);
}

task<std::vector<history_interval>> read_flow_run_history(db::connection& conn, flow_run_selection wanted,
                                                          history_range range)
{
    return read_history(conn, "flow_run", where(conn.grammar(), wanted), range);
}

task<std::vector<history_interval>> read_task_run_history(db::connection& conn, task_run_selection wanted,
                                                          history_range range)
{
    return read_history(conn, "task_run", where(conn.grammar(), wanted), range);
}

} // namespace praetor::models
