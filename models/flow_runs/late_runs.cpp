#include <models/flow_runs/late_runs.hpp>

#include <db/query/membership.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace praetor::models {
namespace {

constexpr std::string_view overdue =
    "run.state_type = 'SCHEDULED' AND run.state_name = 'Scheduled' AND run.next_scheduled_start_time <= ";

struct overdue_run
{
    uuid id;
    timestamp due{};
    std::optional<uuid> deployment_id;
    std::optional<std::string> schedule_id; // of a run that a schedule made
    std::optional<std::string> choice;
};
BOOST_DESCRIBE_STRUCT(overdue_run, (), (id, due, deployment_id, schedule_id, choice))

// In the order of their deployments, so that servers side by side lock limits in one order.
db::sql claim_overdue(db::grammar const& grammar, std::vector<uuid> const& runs, timestamp before)
{
    db::sql query{"SELECT run.id, run.next_scheduled_start_time AS due, run.deployment_id, "
                  "CASE WHEN run.auto_scheduled THEN "};
    query << grammar.json_value("run.created_by", "id") << " END AS schedule_id, "
          << grammar.json_value("deployment.labels", "praetor.late-runs")
          << " AS choice FROM flow_run AS run LEFT JOIN deployment ON deployment.id = run.deployment_id WHERE "
          << db::query::is_any_of("run.id", runs) << " AND " << overdue << db::arg(before)
          << " ORDER BY run.deployment_id, run.id" << grammar.locking(db::row_lock::claim, "run");
    return query;
}

// Runs of the same schedule that wait, and whose time was up before `due`, or from then on until `before`.
db::sql of_schedule(db::grammar const& grammar, std::string_view columns, overdue_run const& run)
{
    db::sql query{"SELECT "};
    query << columns << " FROM flow_run AS run WHERE run.deployment_id = " << db::arg(*run.deployment_id) << " AND "
          << grammar.json_value("run.created_by", "id") << " = " << db::arg(*run.schedule_id)
          << " AND run.state_type = 'SCHEDULED' AND run.auto_scheduled AND run.state_name IN ('Scheduled', 'Late')";
    return query;
}

task<bool> has_newer(db::connection& conn, overdue_run run, timestamp before)
{
    auto query = of_schedule(conn.grammar(), "1", run);
    query << " AND run.next_scheduled_start_time > " << db::arg(run.due)
          << " AND run.next_scheduled_start_time <= " << db::arg(before) << " LIMIT 1";
    auto const found = co_await conn.row<std::int64_t>(std::move(query));
    co_return found.has_value();
}

task<std::vector<uuid>> claim_older(db::connection& conn, overdue_run run)
{
    auto query = of_schedule(conn.grammar(), "run.id", run);
    query << " AND run.next_scheduled_start_time < " << db::arg(run.due) << " ORDER BY run.id"
          << conn.grammar().locking(db::row_lock::claim);
    return conn.rows<uuid>(std::move(query));
}

state late_state(timestamp due)
{
    auto made = make_state(state_type::SCHEDULED, "Late");
    made.state_details.scheduled_time = due;
    return made;
}

state cancelled_state(std::string_view message)
{
    return make_state(state_type::CANCELLED, "Cancelled", std::string{message});
}

constexpr std::string_view skipped =
    "The run was not started in time, and late runs of its deployment are skipped (praetor.late-runs is skip).";
constexpr std::string_view superseded =
    "The run was not started in time, and a later one of its schedule is late too: only the latest is kept "
    "(praetor.late-runs is latest).";

task<void> set_state(db::connection& conn, uuid run, state wanted, transition_request request,
                     std::vector<event>& events)
{
    auto done = co_await set_flow_run_state(conn, run, std::move(wanted), std::move(request));
    std::ranges::move(done.events, std::back_inserter(events));
}

} // namespace

task<std::vector<due_row>> read_overdue_runs(db::connection& conn, timestamp before, due_row after,
                                             std::int64_t max_rows)
{
    db::sql query{"SELECT run.id, run.next_scheduled_start_time AS due FROM flow_run AS run WHERE "};
    query << overdue << db::arg(before) << " AND (run.next_scheduled_start_time, run.id) > (" << db::arg(after.due)
          << ", " << db::arg(after.id) << ") ORDER BY run.next_scheduled_start_time, run.id LIMIT "
          << db::arg(max_rows);
    return conn.rows<due_row>(std::move(query));
}

task<with_events<std::int64_t>> mark_late_runs(db::connection& conn, std::vector<uuid> runs, timestamp before,
                                               transition_request request)
{
    with_events<std::int64_t> result{0, {}};
    auto marking = request;
    marking.marks_late = true;
    std::vector<uuid> cancelled;
    auto const claimed = co_await conn.rows<overdue_run>(claim_overdue(conn.grammar(), runs, before));
    for (auto const& run : claimed) {
        ++result.value;
        if (std::ranges::find(cancelled, run.id) != cancelled.end())
            continue;
        bool const is_of_schedule = run.deployment_id && run.schedule_id;
        if (is_of_schedule && run.choice == "skip") {
            co_await set_state(conn, run.id, cancelled_state(skipped), request, result.events);
            continue;
        }
        if (is_of_schedule && run.choice == "latest") {
            bool const is_superseded = co_await has_newer(conn, run, before);
            if (is_superseded) {
                co_await set_state(conn, run.id, cancelled_state(superseded), request, result.events);
                continue;
            }
            auto const older = co_await claim_older(conn, run);
            for (auto const& other : older) {
                co_await set_state(conn, other, cancelled_state(superseded), request, result.events);
                cancelled.push_back(other);
            }
        }
        co_await set_state(conn, run.id, late_state(run.due), marking, result.events);
    }
    co_return result;
}

} // namespace praetor::models
