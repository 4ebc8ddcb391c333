#include <models/flow_runs/cancelled_children.hpp>

#include <models/task_runs/set_task_run_state.hpp>

#include <db/query/membership.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace praetor::models {
namespace {

constexpr std::string_view parent_was_cancelled = "The parent flow run was cancelled.";

// What children and parents have to be is said so that no index serves it: SQLite, which knows not how many rows there
// are of a state or a day, would follow those indexes instead of the one over what comes first.
constexpr std::string_view was_cancelled = "NOT (parent.state_type <> 'CANCELLED')";
constexpr std::string_view has_not_ended = ".state_type NOT IN ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')";

std::string stray_task_runs()
{
    return " FROM task_run JOIN flow_run AS parent ON parent.id = task_run.flow_run_id WHERE " +
           std::string{was_cancelled} + " AND task_run" + std::string{has_not_ended} + " AND ";
}

// That a run has a parent is said once more for PostgreSQL, which then knows how few have one.
std::string stray_subflows(db::grammar const& grammar)
{
    return " FROM flow_run AS run JOIN task_run AS stand_in ON " +
           grammar.correlated("run.parent_task_run_id = stand_in.id") +
           " JOIN flow_run AS parent ON parent.id = stand_in.flow_run_id WHERE " + std::string{was_cancelled} +
           " AND NOT (run.parent_task_run_id IS NULL) AND run" + std::string{has_not_ended} +
           " AND (run.deployment_id IS NULL OR run.state_type <> 'CANCELLING') AND ";
}

// Few rows of the table have not ended, or are so new, whatever the database thinks of it: they come first.
db::sql is_open(db::grammar const& grammar, std::string_view table)
{
    return db::sql{grammar.correlated(std::string{table} +
                                      ".state_type IN ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')")};
}

db::sql changed_since(db::grammar const& grammar, std::string_view table, timestamp when)
{
    return db::sql{grammar.correlated(std::string{table} + ".updated >= $1"), when};
}

struct stray_subflow
{
    uuid id;
    std::optional<uuid> deployment_id;
};
BOOST_DESCRIBE_STRUCT(stray_subflow, (), (id, deployment_id))

// `found`: those that meet a condition. What is new comes of two queries, for each follows an index of its own.
template <class Found>
db::sql where_to_look(db::grammar const& grammar, cancelled_since const& since, std::string_view child,
                      Found const& found)
{
    if (!since.changed)
        return found(is_open(grammar, child));
    auto both = found(changed_since(grammar, "parent", *since.changed));
    both << " UNION " << found(changed_since(grammar, child, *since.changed));
    return both;
}

db::sql page_of(db::sql const& found, std::optional<due_row> const& after, std::int64_t max_rows)
{
    db::sql page{"SELECT id FROM ("};
    page << found << ") AS found";
    if (after)
        page << " WHERE id > " << db::arg(after->id);
    page << " ORDER BY id LIMIT " << db::arg(max_rows);
    return page;
}

task<std::vector<due_row>> read_page(db::connection& conn, db::sql query)
{
    auto const ids = co_await conn.rows<uuid>(std::move(query));
    std::vector<due_row> rows;
    for (auto const& id : ids)
        rows.push_back({id});
    co_return rows;
}

} // namespace

task<std::vector<due_row>> read_stray_task_runs(db::connection& conn, cancelled_since since,
                                                std::optional<due_row> after, std::int64_t max_rows)
{
    auto const found = [&](db::sql const& where) {
        db::sql query{"SELECT task_run.id" + stray_task_runs() + "NOT (parent.end_time < "};
        query << db::arg(since.ended) << ") AND " << where;
        return query;
    };
    return read_page(conn, page_of(where_to_look(conn.grammar(), since, "task_run", found), after, max_rows));
}

task<with_events<std::int64_t>> cancel_stray_task_runs(db::connection& conn, std::vector<uuid> task_runs,
                                                       transition_request request)
{
    with_events<std::int64_t> result{0, {}};
    request.force = true;
    db::sql claim{"SELECT task_run.id" + stray_task_runs()};
    claim << db::query::is_any_of("task_run.id", task_runs) << " ORDER BY task_run.id"
          << conn.grammar().locking(db::row_lock::claim, "task_run");
    auto const claimed = co_await conn.rows<uuid>(std::move(claim));
    for (auto const& id : claimed) {
        auto wanted = make_state(state_type::CANCELLED, "Cancelled", std::string{parent_was_cancelled});
        auto done = co_await set_task_run_state(conn, id, std::move(wanted), request);
        std::ranges::move(done.events, std::back_inserter(result.events));
        ++result.value;
    }
    co_return result;
}

task<std::vector<due_row>> read_stray_subflows(db::connection& conn, cancelled_since since,
                                               std::optional<due_row> after, std::int64_t max_rows)
{
    auto const found = [&](db::sql const& where) {
        db::sql query{"SELECT run.id" + stray_subflows(conn.grammar())};
        query << where;
        return query;
    };
    return read_page(conn, page_of(where_to_look(conn.grammar(), since, "run", found), after, max_rows));
}

task<with_events<std::int64_t>> cancel_stray_subflows(db::connection& conn, std::vector<uuid> flow_runs,
                                                      transition_request request)
{
    with_events<std::int64_t> result{0, {}};
    db::sql claim{"SELECT run.id, run.deployment_id"};
    claim << stray_subflows(conn.grammar()) << db::query::is_any_of("run.id", flow_runs) << " ORDER BY run.id"
          << conn.grammar().locking(db::row_lock::claim, "run");
    auto const claimed = co_await conn.rows<stray_subflow>(std::move(claim));
    for (auto const& run : claimed) {
        auto const type = run.deployment_id ? state_type::CANCELLING : state_type::CANCELLED;
        auto wanted = make_state(type, default_name(type), std::string{parent_was_cancelled});
        auto done = co_await set_flow_run_state(conn, run.id, std::move(wanted), request);
        std::ranges::move(done.events, std::back_inserter(result.events));
        ++result.value;
    }
    co_return result;
}

} // namespace praetor::models
