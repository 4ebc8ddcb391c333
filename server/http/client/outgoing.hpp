// What this server asks of others over HTTP, and what it hears.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::http {

using outgoing_headers = std::vector<std::pair<std::string, std::string>>;

struct outgoing_request
{
    std::string method = "POST";
    std::string url; // http or https
    // Host, Content-Length and Connection are written by the client. Names and values are checked: no line ends.
    outgoing_headers headers;
    std::string body;
    bool verify = true;        // that the certificate is the host's and of a known authority
    bool allow_private = true; // addresses that is_private() names; asked of every address of the host
    std::chrono::milliseconds connect_timeout{5'000}; // name, connection and TLS together
    std::chrono::milliseconds idle_timeout{5'000};    // without a byte, of the request or of the reply
    std::chrono::milliseconds total_timeout{60'000};
    std::size_t max_reply = 64 * 1024; // bytes of the body that are kept; what follows is not waited for
};

struct outgoing_reply
{
    int status = 0; // redirects too: none is followed
    std::string reason;
    outgoing_headers headers; // names in lower case, in the order they came
    std::string body;
};

// Why there is no reply. The text never holds more of the URL than its host and port, and nothing of headers or body.
class outgoing_failure : public std::exception
{
public:
    enum class kind
    {
        invalid_request, // its URL, method or headers
        restricted,      // an address of the host is private
        not_connected,   // no name, no connection, no TLS: nothing of the request was sent
        timed_out,
        protocol // what came is no HTTP, or ended early
    };

    // `type` and `text` are those of the exception that httpx, Prefect's client, would raise.
    outgoing_failure(kind what, std::string_view type, std::string text);

    kind what_failed() const noexcept { return kind_; }
    std::string const& text() const noexcept { return *text_; }
    // As Python shows an exception: ConnectError('All connection attempts failed').
    std::string const& shown() const noexcept { return *shown_; }
    char const* what() const noexcept override { return shown_->c_str(); }
    // Whether the same request may succeed later.
    bool is_temporary() const noexcept { return kind_ > kind::restricted; }

private:
    kind kind_;
    std::shared_ptr<std::string const> text_;
    std::shared_ptr<std::string const> shown_;
};

} // namespace praetor::http
