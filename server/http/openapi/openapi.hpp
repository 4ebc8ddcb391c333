// The OpenAPI 3.1 document of a router (spec.openapis.org/oas/v3.1.0).
#pragma once

#include <server/http/openapi/operation.hpp>

#include <deque>
#include <string>
#include <string_view>

namespace praetor::http {

struct openapi_info
{
    std::string title;
    std::string version;
    std::string server; // what stands before every path: "/api"
};

// The document as JSON text. Any thread.
std::string openapi_document(std::deque<operation> const& all, openapi_info const& info);

} // namespace praetor::http
