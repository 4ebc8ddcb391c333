// What every websocket of the API shares: its handshake and its way of ending.
#pragma once

#include <routes/scope.hpp>

#include <server/services/live_queue.hpp>

#include <server/base/task.hpp>
#include <server/http/websocket.hpp>

#include <boost/json/value.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace praetor::routes {

namespace close_code {
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t policy_violation = 1008;
inline constexpr std::uint16_t internal_error = 1011;
inline constexpr std::uint16_t try_again_later = 1013;
} // namespace close_code

// Accepts the socket: with sub-protocol "prefect" the client sends {"type": "auth", "token": …} and is told
// {"type": "auth_success"}; without it, which older clients do, at once, unless the server has an auth string. False
// where the socket was refused or closed.
task<bool> accept_prefect_socket(scope& rq, http::websocket& socket);

// The next message as JSON. Nothing where the peer is gone, or sent something else: then the socket was closed.
task<std::optional<boost::json::value>> read_json(http::websocket& socket);

// Reads and drops what a subscriber says, closing its queue when it goes. Started beside the one that writes; stop()
// before socket or queue end.
class disconnect_watch
{
public:
    disconnect_watch(boost::asio::any_io_executor executor, http::websocket& socket, services::live_queue& queue);

    // Drops the connection and waits until the reader is done.
    task<void> stop();

private:
    task<void> read_until_closed();

    http::websocket& socket_;
    services::live_queue& queue_;
    boost::asio::steady_timer ended_; // never expires
    bool running_ = true;
};

} // namespace praetor::routes
