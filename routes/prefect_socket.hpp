// What every websocket of the API shares: its handshake and its way of ending.
#pragma once

#include <routes/scope.hpp>

#include <server/base/task.hpp>
#include <server/http/websockets/websocket.hpp>

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::routes {

namespace close_code {
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t policy_violation = 1008;
inline constexpr std::uint16_t message_too_big = 1009;
inline constexpr std::uint16_t internal_error = 1011;
inline constexpr std::uint16_t try_again_later = 1013;
} // namespace close_code

// The handshake of every websocket, named where it is registered. With sub-protocol "prefect" the client sends {"type":
// "auth", "token": …} and hears {"type": "auth_success"}; without it, as older clients come, it is let in at once,
// unless the server asks for credentials. `token` is the auth string, a token, or its "name:token". It has 10 s to say
// so. False where the socket was refused or closed.
task<bool> accept_prefect_socket(scope& rq, http::websocket& socket);

// The same for workers, which all know the sub-protocol: without it a socket is refused. What was wrong is not told,
// only that it was.
task<bool> accept_worker_socket(scope& rq, http::websocket& socket);

// The next message as JSON, of 1 MB at most. Nothing where the peer is gone, or sent something else: then the socket
// was closed.
task<std::optional<boost::json::value>> read_json(http::websocket& socket);

// Runs the two ends of a socket side by side: whichever ends first cancels the other, and both have ended when this
// returns. So `reads`, which ends when the peer goes, ends `writes` wherever it waits. Where `writes` throws, that is
// logged under `topic` and the socket closed with internal_error. A socket whose token is revoked meanwhile ends, too.
task<void> serve_both_ways(scope& rq, http::websocket& socket, std::string_view topic, task<void> reads,
                           task<void> writes);

// Reads and drops what a subscriber says, until it goes.
task<void> ignore_messages(http::websocket& socket);

} // namespace praetor::routes
