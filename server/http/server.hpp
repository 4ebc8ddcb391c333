// The HTTP/1.1 server: listens, keeps the connections, stops without cutting what runs.
#pragma once

#include <server/http/cors.hpp>
#include <server/http/handler.hpp>

#include <server/base/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace praetor::http {

struct server_options
{
    std::string host = "127.0.0.1";                  // a name or an address
    std::uint16_t port = 4200;                       // 0: any free one
    std::chrono::milliseconds keep_alive{5'000};     // how long a connection may idle between requests
    std::chrono::milliseconds head_deadline{20'000}; // from the first byte of a request to the end of its head
    std::chrono::milliseconds body_deadline{60'000}; // for the body, and for writing the answer
    std::chrono::milliseconds ping_interval{20'000};
    std::chrono::milliseconds ping_timeout{20'000};
    std::size_t head_limit = 64 * 1024;           // bytes; beyond it 431
    std::size_t body_limit = 16 * 1024 * 1024;    // bytes; beyond it 413
    std::size_t message_limit = 16 * 1024 * 1024; // of a websocket
    std::size_t max_connections = 10'000;         // beyond it new ones wait in the listen queue
    cors_options cors;
};

// Runs on one thread. `serves` must outlive it.
class server
{
public:
    server(boost::asio::any_io_executor executor, handler& serves, server_options how);
    ~server();

    // Opens the port and begins to accept; throws boost::system::system_error where it can not. Gives the port.
    std::uint16_t start();

    // No new connection; idle ones are closed, requests under way are answered, websockets are dropped. Ends when all
    // are gone, or after `grace`, which cuts the rest.
    task<void> stop(std::chrono::milliseconds grace);

private:
    struct state;
    std::shared_ptr<state> state_;
};

} // namespace praetor::http
