#include <models/streams/stream_listener.hpp>

#include <db/grammar.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>

namespace praetor::models {
namespace {

std::string queue_stored(std::string_view column, std::string_view wants)
{
    std::string text{"INSERT INTO praetor_stream_queue (listener_id, "};
    text.append(column).append(") SELECT listener.id, stored.id FROM stored CROSS JOIN praetor_stream_listener AS "
                               "listener WHERE listener.");
    text.append(wants).append(" AND listener.id <> ");
    return text;
}

void enqueue_listing(db::connection& conn, uuid id, stream_interest what, timestamp expires)
{
    conn.enqueue(db::sql{"INSERT INTO praetor_stream_listener (id, hears_events, hears_logs, expires) VALUES ($1, $2, "
                         "$3, $4) ON CONFLICT (id) DO UPDATE SET hears_events = excluded.hears_events, hears_logs = "
                         "excluded.hears_logs, expires = excluded.expires",
                         id, what.events, what.logs, expires});
}

} // namespace

task<void> listen_to_streams(db::connection& conn, stream_listener listener, stream_interest what, timestamp expires)
{
    // Whoever stores reads the table until its transaction ends: behind this lock there is none that has not seen the
    // row. Others wait for the lock meanwhile, so it must not take long.
    auto const lock = conn.grammar().locking_table("praetor_stream_listener");
    if (what != stream_interest{} && !lock.empty()) {
        conn.limit_statements(std::chrono::milliseconds{500});
        co_await conn.execute(db::sql{lock});
    }
    enqueue_listing(conn, conn.server(), listener.is_ordered ? stream_interest{} : what, expires);
    if (listener.is_ordered)
        enqueue_listing(conn, listener.ordered, what, expires);
    else
        conn.enqueue(db::sql{"DELETE FROM praetor_stream_listener WHERE id = $1", listener.ordered});
    conn.enqueue(db::sql{"UPDATE praetor_stream_queue SET listener_id = $1 WHERE listener_id = $2", listener.id(conn),
                         listener.is_ordered ? conn.server() : listener.ordered});
}

task<bool> renew_stream_listener(db::connection& conn, stream_listener listener, timestamp expires)
{
    auto const changed =
        co_await conn.execute(db::sql{"UPDATE praetor_stream_listener SET expires = $1 WHERE id IN ($2, $3)", expires,
                                      conn.server(), listener.ordered});
    co_return changed == (listener.is_ordered ? 2 : 1);
}

task<bool> are_others_listed(db::connection& conn, stream_listener listener, timestamp when)
{
    auto const other = co_await conn.maybe_value<std::int64_t>(
        db::sql{"SELECT 1 FROM praetor_stream_listener WHERE id NOT IN ($1, $2) AND expires >= $3 LIMIT 1",
                conn.server(), listener.ordered, when});
    co_return other.has_value();
}

task<void> leave_streams(db::connection& conn, stream_listener listener)
{
    conn.enqueue(db::sql{"DELETE FROM praetor_stream_listener WHERE id IN ($1, $2)", conn.server(), listener.ordered});
    conn.enqueue(
        db::sql{"DELETE FROM praetor_stream_queue WHERE listener_id IN ($1, $2)", conn.server(), listener.ordered});
    co_return;
}

task<void> forget_dead_listeners(db::connection& conn, timestamp when)
{
    conn.enqueue(db::sql{"DELETE FROM praetor_stream_listener WHERE expires < $1", when});
    conn.enqueue(db::sql{"DELETE FROM praetor_stream_queue WHERE NOT EXISTS (SELECT 1 FROM praetor_stream_listener AS "
                         "listener WHERE listener.id = praetor_stream_queue.listener_id)"});
    conn.enqueue(db::sql{"DELETE FROM praetor_stream_queue WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.id = "
                         "event_id) AND NOT EXISTS (SELECT 1 FROM log WHERE log.id = log_id)"});
    co_return;
}

task<bool> are_events_streamed(db::connection& conn)
{
    auto const listener = co_await conn.maybe_value<std::int64_t>(
        db::sql{"SELECT 1 FROM praetor_stream_listener WHERE hears_events AND id <> $1 LIMIT 1", conn.server()});
    co_return listener.has_value();
}

std::string queue_stored_events()
{
    return queue_stored("event_id", "hears_events");
}

std::string queue_stored_logs()
{
    return queue_stored("log_id", "hears_logs");
}

} // namespace praetor::models
