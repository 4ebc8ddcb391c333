// What of a request an answer depends on, for caches (RFC 9110, 12.5.5).
#pragma once

#include <server/http/response.hpp>

#include <algorithm>
#include <string_view>

namespace praetor::http {

// Adds the name of a header to Vary, which stands once.
inline void vary_on(response& answer, std::string_view header)
{
    auto const found = std::ranges::find(answer.headers, std::string_view{"Vary"},
                                         [](auto const& one) { return std::string_view{one.first}; });
    if (found == answer.headers.end())
        answer.headers.emplace_back("Vary", header);
    else
        found->second.append(", ").append(header);
}

} // namespace praetor::http
