// Conditional requests (RFC 9110, 13): what a client has already is not sent again.
#pragma once

#include <server/http/request.hpp>

#include <ctime>
#include <string_view>

namespace praetor::http {

// What tells versions of a representation apart.
struct validators
{
    std::string_view etag; // strong, quotes included
    std::time_t modified = 0;
};

enum class precondition
{
    met,
    not_modified, // 304: the client has this version
    failed        // 412: the client means another one
};

// Looks at If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since, in the RFC's order of precedence, for a
// GET or HEAD of a representation that is there. Any thread.
precondition check_preconditions(request const& rq, validators const& current);

// Whether If-Range, if there is one, names this version: else the whole body is sent. Any thread.
bool allows_range(request const& rq, validators const& current);

} // namespace praetor::http
