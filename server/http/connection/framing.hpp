// Where a request ends, as RFC 9112 has it: what proxies and servers must not disagree on. Only for the files that
// speak Beast.
#pragma once

#include <boost/beast/http/message.hpp>

#include <optional>
#include <string_view>

namespace praetor::http {

struct framing_error
{
    int status;              // 400 or 501
    std::string_view detail; // a literal
};

// What is wrong with a head, so that its connection is refused and closed: transfer codings other than one "chunked"
// (6.1, 7), one beside Content-Length or in HTTP/1.0 (6.1), no Host or two (3.2). Any thread.
std::optional<framing_error> find_framing_error(boost::beast::http::request_header<> const& head);

} // namespace praetor::http
