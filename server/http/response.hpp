// What a handler answers.
#pragma once

#include <server/http/files/file_body.hpp>

#include <server/base/json/codec.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::http {

// What an answer was made of, and how long that is: to be given back when the answer itself is counted.
struct kept_result
{
    std::shared_ptr<void> what;
    std::size_t bytes = 0;
};

// Moved, never copied: it may own an open file.
struct response
{
    int status = 200;
    std::string body;
    std::string_view content_type = "application/json"; // a literal; empty: none
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<file_body> file;    // sent instead of `body`, in pieces, and not compressed on the way
    bool allows_other_origins = true; // whether the headers of cors.hpp are added
    kept_result kept;
};

namespace status {
inline constexpr int ok = 200;
inline constexpr int created = 201;
inline constexpr int accepted = 202;
inline constexpr int no_content = 204;
inline constexpr int not_modified = 304;
inline constexpr int unprocessable = 422;
} // namespace status

// A value that becomes the JSON body, and its status.
template <class T>
struct reply
{
    T value;
    int status = http::status::ok;
};

// {"detail": "…"}: how the reference refuses.
response refusal(int status, std::string_view detail);

// 503 with Retry-After: nothing is wrong with the request.
response unavailable();

// {"exception_message": "…"}
response exception_message(int status, std::string_view text);

// 405 with the methods that are allowed: "GET, POST".
response method_not_allowed(std::string allowed);

// 307: the same request, body included, to another URL.
response redirect(std::string location);

} // namespace praetor::http
