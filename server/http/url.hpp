// URLs of this server as its client sees them.
#pragma once

#include <server/http/request.hpp>

#include <string>
#include <string_view>

namespace praetor::http {

// The URL of a path (root included, decoded) and a query (encoded, without "?"): with the scheme by which the client
// came (request::scheme) and the host it named. Where it named none, or none that can be one, only the path, which it
// completes itself. Any thread.
std::string url_of(request const& rq, std::string_view path, std::string_view query = {});

} // namespace praetor::http
