// What a websocket is made of. Only for the files that speak Beast.
#pragma once

#include <server/http/pong_holder.hpp>
#include <server/http/websocket.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace praetor::http {

class websocket::stream
{
public:
    using request_type = boost::beast::http::request<boost::beast::http::string_body>;

    // The deadlines are those of Beast's websocket, so the socket itself needs none.
    // A message beyond `max_message` bytes ends the connection with 1009.
    stream(boost::asio::ip::tcp::socket connection, request_type asked, std::chrono::milliseconds ping_interval,
           std::chrono::milliseconds ping_timeout, std::size_t max_message, std::uint64_t request_id);

    boost::beast::websocket::stream<pong_holder, false> socket;
    request_type asked;
    boost::beast::flat_buffer received;
    std::uint64_t request_id;
};

} // namespace praetor::http
