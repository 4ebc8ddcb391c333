// One connection: requests in, answers out, in order, until the peer or a deadline ends it. Only for server.cpp.
#pragma once

#include <server/http/server.hpp>

#include <server/base/task_group.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace praetor::http {

// Runs on one thread. Ends only after run() has.
class session
{
public:
    // `serves`, `options` and `requests`, which counts the requests of all sessions, outlive it.
    session(boost::asio::ip::tcp::socket socket, handler& serves, server_options const& options,
            std::uint64_t& requests);

    // Serves the connection to its end. Throws nothing but bad_alloc. A cancellation ends the request under way.
    task<void> run();

    // Closes the connection if it idles, else after the answer under way.
    void stop();
    // Closes it at once; a request under way is cancelled.
    void cut();

    // Cancels a request that runs for a while and whose client has gone meanwhile. Called now and then.
    void look_after(std::chrono::steady_clock::time_point now);
    // run() was spawned so: for the two above.
    void runs_as(task_group::child one) { task_ = std::move(one); }

private:
    using parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using message = boost::beast::http::request<boost::beast::http::string_body>;

    class beast_request;

    task<void> serve();
    task<bool> read_head(parser& into);
    task<bool> read_body(parser& into);
    void fill(beast_request& rq, message const& from);
    task<bool> answer(message& asked, bool keeps);
    task<bool> send_file(file_body& file);
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
    bool trusts_peer_ = false; // a proxy that knows how its client came
    std::string head_;
    bool idle_ = true;
    bool stopping_ = false;
    task_group::child task_;
    std::optional<std::chrono::steady_clock::time_point> running_since_; // the request under way
    bool gone_ = false;                                                  // its client
    websocket* socket_ = nullptr;                                        // once the connection is one
};

} // namespace praetor::http
