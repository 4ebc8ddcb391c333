// Events as rows of tables events and event_resources.
#pragma once

#include <models/events/event.hpp>

#include <db/connection.hpp>

#include <span>
#include <vector>

namespace praetor::models {

// Enqueues the INSERTs of these events and of their resources to the connection's current transaction. An event whose
// id is stored already stays as it is.
void enqueue_events(db::connection& conn, std::span<event const> events);
inline void enqueue_events(db::connection& conn, std::vector<event> const& events)
{
    enqueue_events(conn, std::span<event const>{events});
}

// The same for events that are shared.
void enqueue_events(db::connection& conn, std::vector<event_ptr> const& events);

// Throws what the database says where its tables can take no event at all, whichever it is. In a transaction; changes
// nothing.
task<void> check_event_tables(db::connection& conn);

// Stores them, as a transaction of their own; gives them back for the bus.
task<std::vector<event>> store_events(db::connection& conn, std::vector<event> events);

} // namespace praetor::models
