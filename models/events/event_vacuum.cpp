#include <models/events/event_vacuum.hpp>

#include <models/due_row.hpp>

#include <db/query/membership.hpp>

#include <string_view>
#include <vector>

namespace praetor::models {
namespace {

// By the index on the time. What has been deleted stays in it for a while: `from` keeps the next call from reading it
// again.
db::sql select_old(std::string_view columns, std::string_view table, old_events const& wanted)
{
    db::sql query{"SELECT "};
    query << columns << " FROM " << table << " WHERE occurred >= " << db::arg(wanted.from) << " AND occurred < "
          << db::arg(wanted.before);
    if (wanted.event)
        query << " AND event = " << db::arg(*wanted.event);
    return query;
}

task<std::vector<due_row>> claim_old(db::connection& conn, std::string_view table, old_events wanted)
{
    auto query = select_old("id, occurred AS due", table, wanted);
    query << " ORDER BY occurred LIMIT " << db::arg(wanted.max_rows) << conn.grammar().locking(db::row_lock::claim);
    return conn.rows<due_row>(std::move(query));
}

void enqueue_deletion(db::connection& conn, std::string_view table, std::string_view column,
                      std::vector<uuid> const& values)
{
    db::sql statement{"DELETE FROM "};
    statement << table << " WHERE " << db::query::is_any_of(column, values);
    conn.enqueue(std::move(statement));
}

std::vector<uuid> ids_of(std::vector<due_row> const& rows)
{
    std::vector<uuid> ids;
    for (auto const& row : rows)
        ids.push_back(row.id);
    return ids;
}

deleted_events deleted_of(std::vector<due_row> const& rows, old_events const& wanted)
{
    return {std::ssize(rows), rows.empty() ? wanted.from : rows.back().due};
}

} // namespace

task<deleted_events> delete_old_events(db::connection& conn, old_events wanted)
{
    auto const rows = co_await claim_old(conn, "events", wanted);
    if (!rows.empty()) {
        auto const ids = ids_of(rows);
        enqueue_deletion(conn, "event_resources", "event_id", ids);
        enqueue_deletion(conn, "events", "id", ids);
    }
    co_return deleted_of(rows, wanted);
}

task<deleted_events> delete_old_event_resources(db::connection& conn, old_events wanted)
{
    wanted.event.reset();
    auto const rows = co_await claim_old(conn, "event_resources", wanted);
    if (!rows.empty())
        enqueue_deletion(conn, "event_resources", "id", ids_of(rows));
    co_return deleted_of(rows, wanted);
}

task<std::int64_t> count_old_events(db::connection& conn, old_events wanted)
{
    db::sql query{"SELECT count(*) FROM ("};
    query << select_old("1", "events", wanted) << " LIMIT " << db::arg(wanted.max_rows) << ") AS old";
    return conn.value<std::int64_t>(std::move(query));
}

} // namespace praetor::models
