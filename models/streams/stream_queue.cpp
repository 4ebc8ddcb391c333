#include <models/streams/stream_queue.hpp>

#include <models/events/event_query.hpp>

#include <server/base/json/object_writer.hpp>

#include <db/grammar.hpp>
#include <db/query/first_within.hpp>
#include <db/query/table_columns.hpp>
#include <db/schema/tables/events.hpp>
#include <db/schema/tables/log.hpp>

#include <string>

namespace praetor::models {
namespace {

struct streamed_event : stored_event
{
    std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(streamed_event, (stored_event), (position))

struct streamed_log : log_record
{
    std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(streamed_log, (log_record), (position))

// The first rows of `table` that column `id` of the queue names.
template <class Row, class Table>
db::sql first_of(db::connection const& conn, Table const& table, std::string const& name, std::string const& id,
                 std::string const& size, std::int64_t most, std::int64_t most_bytes)
{
    db::sql sized{
        "SELECT first.position, first." + id + ", CAST(" + size + " AS BIGINT) AS size FROM (SELECT position, " + id +
            " FROM praetor_stream_queue WHERE listener_id = $1 AND " + id +
            " IS NOT NULL ORDER BY position LIMIT $2) AS first JOIN " + name + " ON " + name + ".id = first." + id,
        conn.server(), most};
    db::sql query{"SELECT "};
    query << db::query::column_list<Row>(table) << ", queue.position FROM "
          << db::first_within(sized, "position", most_bytes, "queue") << " JOIN " << name << " ON " << name
          << ".id = queue." << id << " ORDER BY queue.position";
    return query;
}

// Posts that they are in the queue no more.
template <class Row>
void enqueue_removal(db::connection& conn, std::vector<Row> const& taken)
{
    if (taken.empty())
        return;
    std::string positions;
    json::write_list(positions, taken,
                     [](std::string& out, Row const& one) { json::write_string(out, std::to_string(one.position)); });
    conn.enqueue(
        db::sql{"DELETE FROM praetor_stream_queue WHERE position IN (SELECT CAST(taken.value AS BIGINT) FROM " +
                    conn.grammar().array_elements("$1", "taken") + ")",
                json_text{std::move(positions)}});
}

} // namespace

task<std::vector<event>> take_streamed_events(db::connection& conn, std::int64_t most, std::int64_t most_bytes)
{
    auto const& grammar = conn.grammar();
    auto const size = grammar.size_of("events.payload") + " + " + grammar.size_of("events.related") + " + " +
                      grammar.size_of("events.resource");
    auto const taken = co_await conn.rows<streamed_event>(
        first_of<stored_event>(conn, db::tables::events, "events", "event_id", size, most, most_bytes));
    enqueue_removal(conn, taken);
    std::vector<event> events;
    events.reserve(taken.size());
    for (auto const& one : taken)
        events.push_back(parse_stored_event(json::to_text(static_cast<stored_event const&>(one))));
    co_return events;
}

task<std::vector<log_record>> take_streamed_logs(db::connection& conn, std::int64_t most, std::int64_t most_bytes)
{
    auto taken = co_await conn.rows<streamed_log>(first_of<log_record>(
        conn, db::tables::log, "log", "log_id", conn.grammar().size_of("log.message"), most, most_bytes));
    enqueue_removal(conn, taken);
    std::vector<log_record> logs;
    logs.reserve(taken.size());
    for (auto& one : taken)
        logs.push_back(std::move(one));
    co_return logs;
}

} // namespace praetor::models
