// A server that answers as a test tells it to, in TLS or not: what this server's own requests meet.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace praetor::tests {

struct target_behaviour
{
    // What is answered to each request, as it is; nothing is silence.
    std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    std::vector<std::string> first_answers; // to the first requests instead, one each
    std::chrono::milliseconds before_answer{0};
    std::string repeated;                   // sent behind the answer again and again, until the client leaves
    std::chrono::milliseconds between{0};   // pieces of it
    bool reads = true;                      // or never, and says nothing
    bool waits_for_all = true;              // of a request, or answers its first bytes
    bool closes = true;                     // behind the answer, or waits for the client to
    std::string certificate_file, key_file; // of TLS, where there are any
};

// Listens on a free port of 127.0.0.1, each connection on a thread of its own.
class target_server
{
public:
    explicit target_server(target_behaviour behaviour = {});
    ~target_server(); // closes what stands
    target_server(target_server const&) = delete;
    target_server& operator=(target_server const&) = delete;

    unsigned short port() const noexcept;
    // "http://127.0.0.1:12345/x", or with https and another name of this machine.
    std::string url(std::string const& path, std::string const& host = "127.0.0.1") const;
    // The requests that came whole, as they came.
    std::vector<std::string> requests() const;
    std::size_t connections() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace praetor::tests
