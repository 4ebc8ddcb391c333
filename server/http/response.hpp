// What a handler answers.
#pragma once

#include <server/base/json/codec.hpp>

#include <string>
#include <utility>
#include <vector>

namespace praetor::http {

struct response
{
    int status = 200;
    std::string body;
    std::string_view content_type = "application/json"; // a literal
    std::vector<std::pair<std::string, std::string>> headers;
    bool allows_other_origins = true; // whether headers for pages of other origins are added, see cors.hpp
};

namespace status {
inline constexpr int ok = 200;
inline constexpr int created = 201;
inline constexpr int no_content = 204;
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

// {"exception_message": "…"}
response exception_message(int status, std::string_view text);

} // namespace praetor::http
