// A request as handlers see it. Beast stays out of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::http {

enum class method : std::uint8_t
{
    get,
    head,
    post,
    put,
    patch,
    del,
    options,
    other
};

// "GET", "DELETE" …
std::string_view to_text(method verb);

// Lives as long as its handler runs; belongs to the session.
class request
{
public:
    method verb = method::get;
    std::string path;  // percent-decoded, without the query
    std::string query; // as it came, without "?"
    std::string body;
    std::string peer;                     // the address of the other end, without its port
    std::uint64_t id = 0;                 // counts the requests of the process; in the log and in X-Request-Id
    std::vector<std::string> path_values; // what stands for the {} of the route, in order

    // The value of a header whatever the case of its name; empty where there is none.
    virtual std::string_view header(std::string_view name) const = 0;
    virtual std::string_view verb_text() const = 0;

protected:
    request() = default;
    request(request const&) = default;
    request& operator=(request const&) = default;
    ~request() = default;
};

// Everything but letters, digits and "-._~" as "%XX".
std::string percent_encoded(std::string_view text);

} // namespace praetor::http
