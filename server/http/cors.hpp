// Cross-origin resource sharing (https://fetch.spec.whatwg.org/#http-cors-protocol), as Starlette's middleware does it.
#pragma once

#include <server/http/request.hpp>
#include <server/http/response.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::http {

// Each list as the setting has it: words parted by commas, or "*" for all.
struct cors_options
{
    std::vector<std::string> origins{"*"};
    std::vector<std::string> methods{"*"};
    std::vector<std::string> headers{"*"};
};

// The answer to a preflight request, 400 with what is not allowed in plain text; nothing where `rq` is none. Any
// thread.
std::optional<response> preflight(cors_options const& options, request const& rq);

// Adds the headers that a browser needs to an answer to a request with an Origin, where it is an allowed one; caches
// hear of any answer that it depends on the Origin. Any thread.
void add_cors(cors_options const& options, request const& rq, response& answer);

} // namespace praetor::http
