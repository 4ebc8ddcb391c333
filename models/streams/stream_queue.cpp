#include <models/streams/stream_queue.hpp>

#include <models/events/event_query.hpp>

#include <db/grammar.hpp>
#include <db/query/first_within.hpp>
#include <db/query/table_columns.hpp>
#include <db/schema/tables/events.hpp>
#include <db/schema/tables/log.hpp>

#include <string>

namespace praetor::models {
namespace {

// Takes rows of `table` that column `id` of the queue names.
template <class Row, class Table>
db::sql taking(db::connection const& conn, Table const& table, std::string const& name, std::string const& id,
               std::string const& size, std::int64_t most, std::int64_t most_bytes)
{
    db::sql sized{"SELECT first.position, CAST(COALESCE(" + size + ", 0) AS BIGINT) AS size FROM (SELECT position, " +
                      id + " FROM praetor_stream_queue WHERE listener_id = $1 AND " + id +
                      " IS NOT NULL ORDER BY position LIMIT $2) AS first LEFT JOIN " + name + " ON " + name +
                      ".id = first." + id,
                  conn.server(), most};
    db::sql query{"WITH taken AS (DELETE FROM praetor_stream_queue WHERE position IN (SELECT position FROM "};
    query << db::first_within(sized, "position", most_bytes, "told") << ") RETURNING position, " << id << ") SELECT "
          << db::query::column_list<Row>(table) << " FROM taken JOIN " << name << " ON " << name << ".id = taken." << id
          << " ORDER BY taken.position";
    return query;
}

} // namespace

task<std::vector<event>> take_streamed_events(db::connection& conn, std::int64_t most, std::int64_t most_bytes)
{
    auto const& grammar = conn.grammar();
    auto const size = grammar.size_of("events.payload") + " + " + grammar.size_of("events.related") + " + " +
                      grammar.size_of("events.resource");
    return conn.rows<stored_event>(
        taking<stored_event>(conn, db::tables::events, "events", "event_id", size, most, most_bytes),
        [](stored_event&& one) { return parse_stored_event(json::to_text(one)); });
}

task<std::vector<log_record>> take_streamed_logs(db::connection& conn, std::int64_t most, std::int64_t most_bytes)
{
    return conn.rows<log_record>(taking<log_record>(conn, db::tables::log, "log", "log_id",
                                                    conn.grammar().size_of("log.message"), most, most_bytes));
}

} // namespace praetor::models
