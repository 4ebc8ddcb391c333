// The HTTP/1.1 server: listens, keeps the connections, stops without cutting what runs.
#pragma once

#include <server/http/cors.hpp>
#include <server/http/handler.hpp>
#include <server/http/listen_options.hpp>
#include <server/http/tls/tls_context.hpp>
#include <server/http/trusted_proxies.hpp>

#include <server/base/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace praetor {
class thread_pool;
}
namespace praetor::tracing {
class tracer;
}

namespace praetor::http {

class connection_counts;

struct server_options : listen_options
{
    tls_options tls;                                      // of what comes by TCP; a Unix socket needs none
    std::chrono::milliseconds handshake_deadline{10'000}; // of TLS, from the connection on
    std::chrono::milliseconds keep_alive{5'000};          // how long a connection may idle between requests
    std::chrono::milliseconds head_deadline{20'000};      // from the first byte of a request to the end of its head
    std::chrono::milliseconds body_deadline{60'000}; // for each 256 KB of a body or an answer, or what is left of it
    std::chrono::milliseconds ping_interval{20'000}; // of silence on a websocket, then a ping goes out …
    std::chrono::milliseconds ping_timeout{20'000};  // … and without an answer the socket is dropped
    std::size_t max_head = 64 * 1024;                // bytes; beyond it 431
    std::size_t max_body = 16 * 1024 * 1024;         // bytes; beyond it 413
    std::size_t max_message = 16 * 1024 * 1024;      // bytes, of a websocket; beyond it the socket is closed with 1009
    std::size_t max_connections = 10'000; // then those that wait longest for a request are closed for new ones
    // Bytes that all connections together hold of what they are asked, and of long answers that their clients read
    // slowly: beyond it a request is refused with 503, and near it who sends or reads less than 25 KB/s is cut.
    std::size_t max_asked = 64 * 1024 * 1024;
    std::size_t max_answered = 128 * 1024 * 1024;
    thread_pool* threads = nullptr;      // outlives the server; compresses long answers where there is one
    tracing::tracer* tracer = nullptr;   // outlives the server; hears of each request where there is one
    connection_counts* counts = nullptr; // outlives the server; of it and others that accept from the same sockets …
    std::size_t slot = 0;                // … its own
    cors_options cors;
    trusted_proxies proxies; // whose X-Forwarded-… count
};

// Used on the executor's thread. `serves` must outlive it. Once it has been started it is destroyed after stop() and
// join() have returned, else the program ends with a word (see task_group).
class server
{
public:
    // `serves` must outlive it. Opens nothing yet.
    server(boost::asio::any_io_executor executor, handler& serves, server_options options);
    ~server();

    // Takes the port on every address of the host, and gives it, 0 where there is none; who connects is refused yet.
    // Throws error{errc::unavailable} where it is in use on one of them, or none is of this machine; where somebody
    // listens at the Unix socket; error{errc::bad_setting} where one of the given sockets does not listen, or a file of
    // TLS can not be used. Looks the host's name up, so it blocks.
    std::uint16_t bind();

    // Where it listens, after bind(): "127.0.0.1:4200", or "unix:/run/praetor.sock".
    std::vector<std::string> addresses() const;

    // Reads the files of TLS again, for connections from now on; those that are there stay as they are. Throws
    // error{errc::bad_setting} where one can not be used: the earlier ones stay in use then. Nothing without TLS.
    void reload_tls();

    // Begins to accept. After bind(); throws as that does, and nothing was started then.
    void start();

    // No new connection; requests under way, or on their way, are answered, then their connections are closed, and idle
    // ones; websockets are closed with 1012. What runs longer than `grace` is cancelled and cut. Returns when all are
    // gone, or 5 s after the cut: then join() once the database is closed, for what does not hear a cancellation waits
    // for that. Does nothing more where nothing was started. A cancelled stop() throws operation_aborted and leaves the
    // rest to join().
    task<void> stop(std::chrono::milliseconds grace);

    // Waits until every connection has ended. After stop().
    task<void> join();

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace praetor::http
