// URLs of this server as its client sees them.
#pragma once

#include <server/http/request.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace praetor::http {

// The URL of a path (root included, decoded) and a query (encoded, without "?"): with the scheme by which the client
// came (request::scheme), the host it named and the prefix that a trusted proxy took off. Where it named no host, or
// none that can be one, only prefix and path, which it completes itself. Any thread.
std::string url_of(request const& rq, std::string_view path, std::string_view query = {});

// Host and port as they stand in a URL: an IPv6 address in brackets. Any thread.
std::string authority(std::string_view host, std::uint16_t port);

} // namespace praetor::http
