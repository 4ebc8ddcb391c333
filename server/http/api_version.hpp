// The header X-PREFECT-API-VERSION, which names the API that a client speaks.
#pragma once

#include <server/http/request.hpp>
#include <server/http/response.hpp>

#include <array>
#include <optional>
#include <string_view>

namespace praetor::http {

using version_number = std::array<int, 3>;

// Three numbers parted by points, each from 0 to the largest int; nothing otherwise. Any thread.
std::optional<version_number> parse_version(std::string_view text);

// 400 where the header is no version, or one older than 0.8.0, in the reference's words; nothing where there is no
// header, for GET /health and /version, and for a body that is no JSON, which is refused first. Any thread.
std::optional<response> check_api_version(request const& rq);

} // namespace praetor::http
