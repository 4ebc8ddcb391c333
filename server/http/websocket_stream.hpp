// What a websocket is made of. Only for the files that speak Beast.
#pragma once

#include <server/http/websocket.hpp>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace praetor::http {

class websocket::stream
{
public:
    using request_type = boost::beast::http::request<boost::beast::http::string_body>;

    stream(boost::beast::tcp_stream connection, request_type asked, std::chrono::milliseconds ping_interval,
           std::chrono::milliseconds ping_timeout, std::size_t max_message);

    boost::beast::websocket::stream<boost::beast::tcp_stream, false> socket;
    request_type asked;
    boost::beast::flat_buffer received;
};

} // namespace praetor::http
