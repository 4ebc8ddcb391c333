// A whole server on a free port and a thread of its own, and what tests ask it.
#pragma once

#include <tests/support/temporary_database.hpp>

#include <boost/json/value.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::app {
class running_server;
}

namespace praetor::tests {

struct answer
{
    int status = 0;
    std::map<std::string, std::string> headers; // names in lower case
    std::string body;

    // The body as JSON; throws where it is none.
    boost::json::value json() const;
};

using settings_list = std::vector<std::pair<std::string, std::string>>; // environment names and values
using header_list = std::vector<std::pair<std::string, std::string>>;

// One request on a connection of its own to a port of this machine; `path` goes out as it is.
answer ask(unsigned short port, std::string_view verb, std::string_view path, std::string_view body = {},
           header_list const& headers = {});

// What comes back for bytes on one connection, until the server closes it or nothing came for `response_timeout`.
std::string exchange(unsigned short port, std::string_view bytes,
                     std::chrono::milliseconds response_timeout = std::chrono::milliseconds{400});

// What comes back for the handshake of a websocket.
std::string shake_hands(unsigned short port, std::string_view path, header_list const& headers = {});

class test_server
{
public:
    // Starts on a database of its own that has its tables, or on the given one, which it migrates. Nothing old is
    // deleted unless the settings ask for it.
    explicit test_server(db::dialect dialect, settings_list const& settings = {});
    test_server(temporary_database& on, settings_list const& settings);
    ~test_server();
    test_server(test_server const&) = delete;
    test_server& operator=(test_server const&) = delete;

    unsigned short port() const noexcept { return port_; }
    temporary_database& database() noexcept { return *database_; }

    // One request on a connection of its own; `path` stands behind /api.
    answer ask(std::string_view verb, std::string_view path, std::string_view body = {},
               header_list const& headers = {}) const
    {
        return tests::ask(port_, verb, "/api" + std::string{path}, body, headers);
    }
    answer get(std::string_view path) const { return ask("GET", path); }
    answer post(std::string_view path, std::string_view body) const { return ask("POST", path, body); }

    // What comes back for bytes on one connection, until the server closes it or nothing came for `response_timeout`.
    std::string exchange(std::string_view bytes,
                         std::chrono::milliseconds response_timeout = std::chrono::milliseconds{400}) const
    {
        return tests::exchange(port_, bytes, response_timeout);
    }

    // Runs `what` on the server's thread, and waits until it has.
    void inside(std::function<void(app::running_server&)> what);

    // Stops as a signal does: what was accepted is stored. Asked again, does nothing.
    void stop();

private:
    struct running;
    std::unique_ptr<temporary_database> owned_;
    temporary_database* database_;
    std::unique_ptr<running> running_;
    unsigned short port_ = 0;
};

// A websocket client: text messages, blocking, ten seconds for each call at most.
class test_websocket
{
public:
    // Connects and shakes hands; throws where the server refuses.
    test_websocket(test_server const& server, std::string_view path, std::string_view subprotocol = "prefect");
    ~test_websocket();

    // Sends {"type": "auth"} and expects {"type": "auth_success"}.
    void authenticate(std::string_view token = {});
    void send(std::string_view text);
    // The next message as JSON; throws closed where the server closed.
    boost::json::value receive();
    void ping(std::string_view payload);
    // Whether the pong with this payload has come, or comes within `response_timeout`. Reads at most one message, which
    // the next receive() gives.
    bool hears_pong(std::string_view payload, std::chrono::milliseconds response_timeout);
    // Nothing comes within `response_timeout`.
    bool is_silent(std::chrono::milliseconds response_timeout);
    // The code with which the server closes; reads on until it does.
    int close_code();

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace praetor::tests
