#include <server/http/connection/wire.hpp>

#include <server/http/files/http_date.hpp>

#include <boost/beast/http/status.hpp>

#include <fmt/format.h>

#include <ctime>

namespace praetor::http {
namespace {

// Made once a second.
std::string_view date()
{
    thread_local std::time_t last = 0;
    thread_local std::string text;
    std::time_t const when = std::time(nullptr);
    if (when != last) {
        last = when;
        text = http_date(when);
    }
    return text;
}

// The length of an answer that is the client's already would have to be the one it has.
bool has_length(int status)
{
    return status != status::no_content && status != status::not_modified;
}

} // namespace

void write_head(std::string& out, response const& made, std::size_t body_size, bool keeps, std::uint64_t request_id)
{
    auto const reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(made.status));
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\nDate: {}\r\nServer: praetor\r\nX-Request-Id: {}\r\n",
                   made.status, std::string_view{reason}, date(), request_id);
    if (has_length(made.status)) {
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", body_size);
        if (!made.content_type.empty())
            fmt::format_to(std::back_inserter(out), "Content-Type: {}\r\n", made.content_type);
    }
    for (auto const& [name, value] : made.headers) {
        out += name;
        out += ": ";
        // A header never ends early, whatever a handler put into it.
        for (char const c : value)
            if (c != '\r' && c != '\n')
                out += c;
        out += "\r\n";
    }
    if (!keeps)
        out += "Connection: close\r\n";
    out += "\r\n";
}

} // namespace praetor::http
