// One connection: requests in, answers out, in order, until the peer or a deadline ends it. Only for
// the server. What it reads is in session_input.cpp, how it becomes TLS in session_tls.cpp, what it
// does with a websocket in session_websocket.cpp.
#pragma once

#include <server/http/connection/body_text.hpp>
#include <server/http/connection/server_stream.hpp>
#include <server/http/connection/traffic.hpp>
#include <server/http/server.hpp>

#include <server/base/signal.hpp>
#include <server/base/task_group.hpp>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::http {

class tls_acceptor;

// Runs on one thread. Ends only after run() has.
class session
{
public:
    // `serves`, `options` and `all`, which its server's sessions share, outlive it, and so does `tls`: null where it is
    // spoken to without.
    session(server_stream connection, handler& serves, server_options const& options, traffic& all, tls_acceptor* tls);

    // Serves the connection to its end. Throws nothing but bad_alloc. A cancellation ends the request under way.
    task<void> run();

    // Closes the connection after the answer under way, or the next one; a websocket with 1012, and within two seconds.
    void stop();
    // Closes it where no request is under way.
    void cut_if_idle();
    // Closes it at once; a request under way is cancelled.
    void cut();

    // Closes it where a deadline has passed. Cancels a request that runs for a while and whose client has gone
    // meanwhile. Where what connections hold is near its bound, cuts one that holds much and lets it go slowly. Called
    // now and then.
    void look_after(std::chrono::steady_clock::time_point now);
    // Since when it has waited for the head of a request; nothing while it does something else. Cutting it harms no
    // request.
    std::optional<std::chrono::steady_clock::time_point> waits_since() const;
    // run() was spawned so: for the two above.
    void runs_as(task_group::child one) { task_ = std::move(one); }

private:
    using parser = boost::beast::http::request_parser<body_text>;
    using message = incoming_message;

    class beast_request;

    static constexpr std::size_t read_size = std::size_t{16} << 10; // bytes asked for at once
    // A body or an answer may take as long as it likes while so many bytes of it pass within each deadline.
    static constexpr std::size_t stretch = std::size_t{256} << 10;

    task<void> serve();
    task<bool> begin_tls();
    task<bool> shake_hands();
    void close();
    void expire_after(std::chrono::milliseconds span);
    task<bool> read_head(parser& into, share_of& held);
    task<bool> read_body(parser& into, share_of& held);
    void fill(beast_request& rq, message const& from);
    void believe_proxy(beast_request& rq, message const& from);
    task<bool> answer(message& asked, share_of& held, bool keeps);
    bool must_wait(response const& made, std::size_t size, share_of& sent);
    task<bool> send_file(file_body& file);
    bool client_has_gone();
    task<void> serve_websocket(message asked);
    task<void> run_websocket(beast_request& rq, websocket& socket, std::exception_ptr& thrown);
    task<void> close_at_stop(websocket& socket);
    task<bool> write(std::string_view head, std::string_view body);
    task<void> refuse(int status, std::string_view detail);
    task<void> refuse(response made);
    task<void> refuse_bytes(boost::system::error_code why);
    task<void> refuse_for_now(parser& read, share_of& held);

    server_stream stream_;
    // Of the reads and writes under way, looked at by look_after(): a timer for each of them would cost more than they
    // do.
    std::optional<std::chrono::steady_clock::time_point> deadline_;
    boost::beast::flat_buffer buffer_;
    handler& serves_;
    server_options const& options_;
    traffic& all_;
    tls_acceptor* tls_;
    bool is_on_thread_ = false; // its handshake: the descriptor is in use there
    std::string peer_;
    bool trusts_peer_ = false; // a proxy that knows how its client came
    std::string head_;
    bool idle_ = true;
    bool stopping_ = false;
    praetor::signal stops_;
    std::chrono::steady_clock::time_point waits_since_ = std::chrono::steady_clock::now(); // for a head
    std::chrono::steady_clock::time_point stretch_began_; // of a long body or answer under way
    bool is_long_ = false;                                // there is one
    task_group::child task_;
    std::optional<std::chrono::steady_clock::time_point> running_since_; // the request under way
    bool gone_ = false;                                                  // its client
    websocket* socket_ = nullptr;                                        // once the connection is one
};

} // namespace praetor::http
