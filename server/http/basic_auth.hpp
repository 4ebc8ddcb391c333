// Basic authentication (RFC 7617) of the whole API by one shared string.
#pragma once

#include <server/http/request.hpp>
#include <server/http/response.hpp>

#include <optional>
#include <string_view>

namespace praetor::http {

// 401 where the request does not carry `expected` ("user:password"); GET /health and GET /ready need nothing. Any thread.
std::optional<response> check_basic_auth(request const& rq, std::string_view expected);

// Compares in a time that does not depend on where the texts differ; it may depend on their lengths. Any thread.
bool equal_secrets(std::string_view given, std::string_view expected);

} // namespace praetor::http
