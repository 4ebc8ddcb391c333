// An HTTP server with one handler and nothing else, on a free port and a thread of its own.
#pragma once

#include <server/http/server.hpp>

#include <tests/support/test_server.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace praetor::tests {

class handler_server
{
public:
    // `serves` must outlive it.
    explicit handler_server(http::handler& serves, http::server_options options = {});
    ~handler_server();
    handler_server(handler_server const&) = delete;
    handler_server& operator=(handler_server const&) = delete;

    unsigned short port() const noexcept { return port_; }

    // One request on a connection of its own; `path` is whole and goes out as it is.
    answer ask(std::string_view verb, std::string_view path, header_list const& headers = {}) const;

    // The status line and all that comes behind it for the handshake of a websocket.
    std::string shake_hands(std::string_view path, header_list const& headers = {}) const;

    // Runs `what` on the server's thread, and waits until it has; throws what it throws.
    void inside(std::function<void(http::server&)> what) const;

private:
    struct running;
    std::unique_ptr<running> running_;
    unsigned short port_ = 0;
};

} // namespace praetor::tests
