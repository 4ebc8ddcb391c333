#include <models/streams/stream_queue.hpp>

#include <models/events/event_queue.hpp>

#include <db/grammar.hpp>
#include <db/query/first_within.hpp>
#include <db/query/given_ids.hpp>
#include <db/query/table_columns.hpp>
#include <db/schema/tables/events.hpp>
#include <db/schema/tables/log.hpp>

#include <string>

namespace praetor::models {
namespace {

// The first rows of `table` that column `id` of the queue names.
template <class Row, class Table>
db::sql first_of(db::connection const& conn, stream_listener listener, Table const& table, std::string const& name,
                 std::string const& id, std::string const& size, std::int64_t max_rows, std::int64_t max_bytes)
{
    db::sql sized{
        "SELECT first.position, first." + id + ", CAST(" + size + " AS BIGINT) AS size FROM (SELECT position, " + id +
            " FROM praetor_stream_queue WHERE listener_id = $1 AND " + id +
            " IS NOT NULL ORDER BY position LIMIT $2) AS first JOIN " + name + " ON " + name + ".id = first." + id,
        listener.id(conn), max_rows};
    db::sql query{"SELECT "};
    query << db::query::column_list<Row>(table) << ", queue.position FROM "
          << db::first_within(sized, "position", max_bytes, "queue") << " JOIN " << name << " ON " << name
          << ".id = queue." << id << " ORDER BY queue.position";
    return query;
}

} // namespace

task<std::vector<streamed_event>> read_streamed_events(db::connection& conn, stream_listener listener,
                                                       std::int64_t max_rows, std::int64_t max_bytes)
{
    return conn.rows<streamed_event>(first_of<stored_event>(conn, listener, db::tables::events, "events", "event_id",
                                                            stored_event_size(conn.grammar()), max_rows, max_bytes));
}

task<std::vector<streamed_log>> read_streamed_logs(db::connection& conn, stream_listener listener,
                                                   std::int64_t max_rows, std::int64_t max_bytes)
{
    return conn.rows<streamed_log>(first_of<log_record>(conn, listener, db::tables::log, "log", "log_id",
                                                        conn.grammar().size_of("log.message"), max_rows, max_bytes));
}

task<void> remove_streamed(db::connection& conn, std::vector<std::int64_t> positions)
{
    conn.enqueue(
        db::sql{"DELETE FROM praetor_stream_queue WHERE position IN " + db::given_numbers(conn.grammar(), "$1"),
                json_text{json::to_text(positions)}});
    co_return;
}

} // namespace praetor::models
