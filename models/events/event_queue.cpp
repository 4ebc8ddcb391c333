#include <models/events/event_queue.hpp>

#include <server/base/json/object_writer.hpp>

#include <db/query/first_within.hpp>
#include <db/query/given_ids.hpp>
#include <db/query/table_columns.hpp>
#include <db/schema/tables/events.hpp>

namespace praetor::models {

void enqueue_for_evaluation(db::connection& conn, std::span<event const* const> events)
{
    std::vector<uuid> ids;
    for (auto const* one : events)
        if (one->event != unevaluated_event)
            ids.push_back(one->id);
    if (ids.empty())
        return;
    auto const& grammar = conn.grammar();
    auto const id = grammar.to_uuid("given.value");
    conn.enqueue(db::sql{"INSERT INTO praetor_event_queue (event_id) SELECT " + id + " FROM " +
                             grammar.array_elements("$1", "given") +
                             " WHERE EXISTS (SELECT 1 FROM automation WHERE enabled) AND NOT EXISTS (SELECT 1 FROM "
                             "events WHERE events.id = " +
                             id + ")",
                         json_text{json::to_text(ids)}});
}

std::string stored_event_size(db::grammar const& grammar)
{
    return grammar.size_of("events.payload") + " + " + grammar.size_of("events.related") + " + " +
           grammar.size_of("events.resource");
}

task<std::vector<queued_event>> read_event_queue(db::connection& conn, std::int64_t max_rows, std::int64_t max_bytes)
{
    db::sql sized{"SELECT first.*, CAST(" + stored_event_size(conn.grammar()) +
                  " AS BIGINT) AS size FROM (SELECT position, event_id, firings_left FROM praetor_event_queue "
                  "ORDER BY position LIMIT "};
    sized << db::arg(max_rows) << ") AS first JOIN events ON events.id = first.event_id";
    db::sql query{"SELECT "};
    query << db::query::column_list<stored_event>(db::tables::events)
          << ", queue.position, queue.firings_left, queue.size FROM "
          << db::first_within(sized, "position", max_bytes, "queue")
          << " JOIN events ON events.id = queue.event_id ORDER BY queue.position";
    return conn.rows<queued_event>(std::move(query));
}

void enqueue_removal(db::connection& conn, std::vector<std::int64_t> const& positions)
{
    conn.enqueue(db::sql{"DELETE FROM praetor_event_queue WHERE position IN " + db::given_numbers(conn.grammar(), "$1"),
                         json_text{json::to_text(positions)}});
}

void enqueue_removal_of_lost(db::connection& conn)
{
    conn.enqueue(db::sql{"DELETE FROM praetor_event_queue WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.id = "
                         "praetor_event_queue.event_id)"});
}

} // namespace praetor::models
