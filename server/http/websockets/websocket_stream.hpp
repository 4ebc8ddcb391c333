// What a websocket is made of. Only for the files that speak Beast.
#pragma once

#include <server/http/connection/body_text.hpp>
#include <server/http/connection/server_stream.hpp>
#include <server/http/connection/traffic.hpp>
#include <server/http/server.hpp>
#include <server/http/websockets/websocket.hpp>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace praetor::http {

class websocket::stream
{
public:
    using request_type = incoming_message;

    // The deadlines are those of Beast's websocket, so the socket itself needs none.
    // A message beyond options.max_message bytes ends the connection with 1009, one beyond what is left of
    // options.max_asked with 1013. `options` and `all` outlive it.
    stream(server_stream connection, request_type asked, server_options const& options, traffic& all,
           std::uint64_t request_id);

    boost::beast::websocket::stream<server_stream, false> socket;
    request_type asked;
    boost::beast::flat_buffer received;
    server_options const& options;
    traffic& all;
    share_of held{all.asked};
    bool is_open = false; // its handshake was answered with 101
    std::uint64_t request_id;
};

} // namespace praetor::http
