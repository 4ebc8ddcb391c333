// The websockets of events: /api/events/in and /api/events/out.
#pragma once

#include <routes/scope.hpp>

#include <server/http/websockets/websocket.hpp>

namespace praetor::routes {

// Takes events in, one a message, and puts them on the bus. An event that breaks a rule is logged, counted and left
// out. A ping is answered when all events that came before it are stored, for clients forget what they sent at the
// pong.
task<void> stream_events_in(scope& rq, http::websocket& socket);

// Tells events: {"type": "filter", "filter": {…}, "backfill": true} from the client, then {"type": "event", "event":
// {…}} for what is stored, oldest first, then for what happens. None is told twice, none is left out.
task<void> stream_events_out(scope& rq, http::websocket& socket);

} // namespace praetor::routes
