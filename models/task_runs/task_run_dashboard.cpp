#include <models/task_runs/task_run_dashboard.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/schema/tables/flow_run.hpp>

#include <algorithm>

PRAETOR_JSON_CODEC(praetor::models::count_by_state)
template <>
struct praetor::json::schema_notes<praetor::models::task_run_outcomes>
{
    static constexpr std::string_view name = "TaskRunCount";
};

PRAETOR_JSON_CODEC(praetor::models::task_run_outcomes)
template <>
struct praetor::json::schema_notes<praetor::models::named_task_run>
{
    static constexpr std::string_view name = "UITaskRun";
};

PRAETOR_JSON_CODEC(praetor::models::named_task_run)

namespace praetor::models {
namespace {

constexpr std::int64_t parts = 20;

struct state_count
{
    models::state_type state_type{};
    std::int64_t task_runs = 0;
};
BOOST_DESCRIBE_STRUCT(state_count, (), (state_type, task_runs))

struct part_count
{
    std::int64_t part = 0;
    std::int64_t completed = 0;
    std::int64_t failed = 0;
};
BOOST_DESCRIBE_STRUCT(part_count, (), (part, completed, failed))

std::int64_t& count_of(count_by_state& counts, state_type type)
{
    switch (type) {
    case state_type::COMPLETED:
        return counts.COMPLETED;
    case state_type::PENDING:
        return counts.PENDING;
    case state_type::RUNNING:
        return counts.RUNNING;
    case state_type::FAILED:
        return counts.FAILED;
    case state_type::CANCELLED:
        return counts.CANCELLED;
    case state_type::CRASHED:
        return counts.CRASHED;
    case state_type::PAUSED:
        return counts.PAUSED;
    case state_type::CANCELLING:
        return counts.CANCELLING;
    case state_type::SCHEDULED:
        break;
    }
    return counts.SCHEDULED;
}

filters::task_run_filter ended(filters::task_run_filter wanted)
{
    filters::task_run_state_criterion final_states;
    final_states.type.emplace().any_ =
        std::vector{state_type::COMPLETED, state_type::FAILED, state_type::CANCELLED, state_type::CRASHED};
    wanted.state = std::move(final_states);
    return wanted;
}

// The part of the span that a task run started in, the first being 0.
db::sql part_of(db::grammar const& grammar, dashboard_span const& span)
{
    db::sql text{"("};
    text << grammar.microseconds_of("task_run.start_time") << " - " << db::arg(span.from.time_since_epoch().count())
         << ") / " << db::arg(span.part.count());
    return text;
}

} // namespace

dashboard_span to_dashboard_span(timestamp after, std::optional<timestamp> before, timestamp when)
{
    using std::chrono::minutes;
    dashboard_span span;
    span.from = std::chrono::floor<minutes>(after);
    auto const end = std::chrono::floor<minutes>(before.value_or(when)) + minutes{1};
    span.part = std::max<duration>((end - span.from) / parts, duration{1});
    return span;
}

task<count_by_state> count_task_runs_by_state(db::connection& conn, task_run_selection wanted)
{
    db::sql query{"SELECT task_run.state_type, count(*) AS task_runs FROM task_run WHERE task_run.state_type IS NOT "
                  "NULL AND "};
    query << where(conn.grammar(), wanted) << " GROUP BY task_run.state_type";
    auto const found = co_await conn.rows<state_count>(std::move(query));
    count_by_state counts;
    for (auto const& row : found)
        count_of(counts, row.state_type) = row.task_runs;
    co_return counts;
}

task<std::vector<task_run_outcomes>> count_outcomes(db::connection& conn, filters::task_run_filter wanted,
                                                    flow_run_selection over, dashboard_span span)
{
    auto const& grammar = conn.grammar();
    filters::conditions all;
    all.add(filters::where(grammar, ended(std::move(wanted))));
    all.add(refers_to_flow_run(grammar, "task_run.flow_run_id", over));
    db::sql query{"SELECT "};
    query << part_of(grammar, span)
          << " AS part, sum(CASE WHEN task_run.state_type IN ('FAILED', 'CRASHED') THEN 0 ELSE 1 END) AS completed, "
             "sum(CASE WHEN task_run.state_type IN ('FAILED', 'CRASHED') THEN 1 ELSE 0 END) AS failed "
             "FROM task_run WHERE task_run.start_time >= "
          << db::arg(span.from) << " AND task_run.start_time < " << db::arg(span.from + parts * span.part) << " AND "
          << all.joined() << " GROUP BY 1";
    auto const found = co_await conn.rows<part_count>(std::move(query));
    std::vector<task_run_outcomes> outcomes(static_cast<std::size_t>(parts));
    for (auto const& row : found)
        outcomes.at(static_cast<std::size_t>(row.part)) = {row.completed, row.failed};
    co_return outcomes;
}

task<std::optional<named_task_run>> read_named_task_run(db::connection& conn, uuid id)
{
    auto const& table = db::tables::task_run;
    auto const& flow_run = db::tables::flow_run;
    auto select = select_task_runs_as<named_task_run>(db::query::as<"flow_run_name">(flow_run.name));
    select.left_join(flow_run, flow_run.id == table.flow_run_id).where(table.id == id);
    auto found = co_await conn.row<named_task_run>(select.statement());
    if (found)
        estimate_times(*found, now());
    co_return found;
}

} // namespace praetor::models
