// What is told of a request in a trace, by OpenTelemetry's conventions for HTTP servers.
#pragma once

#include <server/http/connection/body_text.hpp>
#include <server/http/request.hpp>

#include <server/tracing/tracer.hpp>

#include <boost/beast/http/message.hpp>

namespace praetor::http {

// Begins with what the client says of its own span, if it does. `rq` is filled, `from` is what it was filled from.
tracing::span begin_server_span(tracing::tracer& by, request const& rq, incoming_message const& from);

// The answer's status; 0: there is none, since the client has gone. Its name is that of the route, which is known now.
void end_server_span(tracing::span& made, request const& rq, int status);

} // namespace praetor::http
