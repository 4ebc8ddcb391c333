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

} // namespace

task<void> listen_to_streams(db::connection& conn, stream_interest what, timestamp expires)
{
    // Whoever stores reads the table until its transaction ends: behind this lock there is none that has not seen the
    // row. Others wait for the lock meanwhile, so it must not take long.
    if (auto const lock = conn.grammar().locking_table("praetor_stream_listener"); !lock.empty()) {
        conn.limit_statements(std::chrono::milliseconds{500});
        co_await conn.execute(db::sql{lock});
    }
    conn.enqueue(db::sql{"INSERT INTO praetor_stream_listener (id, hears_events, hears_logs, expires) VALUES ($1, $2, "
                         "$3, $4) ON CONFLICT (id) DO UPDATE SET hears_events = excluded.hears_events, hears_logs = "
                         "excluded.hears_logs, expires = excluded.expires",
                         conn.server(), what.events, what.logs, expires});
}

task<bool> renew_stream_listener(db::connection& conn, timestamp expires)
{
    auto const changed = co_await conn.execute(
        db::sql{"UPDATE praetor_stream_listener SET expires = $2 WHERE id = $1", conn.server(), expires});
    co_return changed > 0;
}

task<void> leave_streams(db::connection& conn)
{
    conn.enqueue(db::sql{"DELETE FROM praetor_stream_listener WHERE id = $1", conn.server()});
    conn.enqueue(db::sql{"DELETE FROM praetor_stream_queue WHERE listener_id = $1", conn.server()});
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
