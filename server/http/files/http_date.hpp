// Dates of HTTP (RFC 9110, 5.6.7).
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::http {

// "Sun, 06 Nov 1994 08:49:37 GMT". Any thread.
std::string http_date(std::time_t when);

// Reads the form of http_date() and the two that older clients send: "Sunday, 06-Nov-94 08:49:37 GMT" and
// "Sun Nov  6 08:49:37 1994". Nothing where it is none of them. Any thread.
std::optional<std::time_t> parse_http_date(std::string_view text);

} // namespace praetor::http
