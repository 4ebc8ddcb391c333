// One connection: requests in, answers out, in order, until the peer or a deadline ends it. Only for server.cpp.
#pragma once

#include <server/http/server.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace praetor::http {

class session
{
public:
    session(boost::asio::ip::tcp::socket socket, handler& serves, server_options const& how, std::uint64_t& requests);

    // Serves the connection to its end. Never throws.
    task<void> run();

    // Closes the connection if it idles, else after the answer under way.
    void stop();
    // Closes it at once; a request under way is cancelled.
    void cut();

    // Cancels a request that runs for a while and whose client has gone meanwhile. Called now and then.
    void look_after(std::chrono::steady_clock::time_point now);
    // run() is to be spawned with it.
    boost::asio::cancellation_slot cancellation() noexcept { return cancel_.slot(); }

private:
    using parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using message = boost::beast::http::request<boost::beast::http::string_body>;

    task<void> serve();
    task<bool> read_head(parser& into);
    task<bool> read_body(parser& into);
    task<bool> answer(message& asked, bool keeps);
    bool client_has_gone();
    task<void> serve_websocket(message asked);
    task<bool> write(std::string_view head, std::string_view body);
    task<void> refuse(int status, std::string_view detail);

    boost::beast::tcp_stream stream_;
    boost::beast::flat_buffer buffer_;
    handler& serves_;
    server_options const& options_;
    std::uint64_t& requests_;
    std::string peer_;
    std::string head_;
    bool idle_ = true;
    bool stopping_ = false;
    boost::asio::cancellation_signal cancel_;
    std::optional<std::chrono::steady_clock::time_point> running_since_; // the request under way
    bool gone_ = false;                                                  // its client
    websocket* socket_ = nullptr;                                        // once the connection is one
};

} // namespace praetor::http
