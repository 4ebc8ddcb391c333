#include <models/automations/triggers/events_clock.hpp>

#include <algorithm>

namespace praetor::models {

void events_clock::see(event const& one, timestamp now)
{
    auto const occurred = std::min(one.occurred, now);
    if (!events_clock || occurred >= *events_clock)
        events_clock = occurred;
    clock_set = now;
}

task<events_clock> hold_evaluation(db::connection& conn)
{
    auto const found = co_await conn.row<events_clock>(
        db::sql{"SELECT events_clock, clock_set FROM praetor_evaluation WHERE name = 'triggers'" +
                conn.grammar().locking(db::row_lock::update)});
    co_return found.value_or(events_clock{});
}

void enqueue_clock(db::connection& conn, events_clock const& clock)
{
    conn.enqueue(db::sql{"UPDATE praetor_evaluation SET events_clock = $1, clock_set = $2 WHERE name = 'triggers'",
                         clock.events_clock, clock.clock_set});
}

} // namespace praetor::models
