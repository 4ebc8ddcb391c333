// A request as handlers see it. Beast stays out of it.
#pragma once

#include <server/base/role.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::tracing {
class span;
}

namespace praetor::http {

class operation;

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

// "GET", "DELETE" …; empty for method::other.
std::string_view to_text(method verb);

// Whether the method may change something: POST, PUT, PATCH and DELETE.
constexpr bool writes(method verb)
{
    return verb == method::post || verb == method::put || verb == method::patch || verb == method::del;
}

// Lives as long as its handler runs; belongs to the session. Used on the io_context's thread only.
class request
{
public:
    method verb = method::get;
    std::string path;      // percent-decoded, without the query and without `root`
    std::string_view root; // what stood before `path`: "/api", or nothing; lives as long as the server
    std::string query;     // as it came, without "?"
    std::string body;
    std::string peer; // the address of the client, without its port, as a trusted proxy says it; "unix" without one
    std::string_view scheme = "http";     // a literal: how the client reaches the server, by TLS of a proxy too
    std::string_view forwarded_host;      // by which a trusted proxy was asked; lives as long as the request
    std::string_view forwarded_prefix;    // what it took off the path: "/prefect", or nothing
    std::uint64_t id = 0;                 // counts the requests of the process; in the log and in X-Request-Id
    std::vector<std::string> path_values; // what stands for the {} of the route, in order
    operation const* route = nullptr;     // that answers it; null: none does
    role needs = role::viewer;            // what its route, or that of its websocket, asks of who sent it
    tracing::span const* span = nullptr; // of which its work is a part; null: nobody asks. Lives as long as the request
    std::shared_ptr<principal const> caller; // whose token came with it; null: none had to, or the auth string did

    // The value of a header whatever the case of its name, the first where it came twice; empty where there is none.
    // Lives as long as the request.
    virtual std::string_view header(std::string_view name) const = 0;
    // The method as it came, of methods without a name here too.
    virtual std::string_view verb_text() const = 0;

protected:
    request() = default;
    request(request const&) = default;
    request& operator=(request const&) = default;
    ~request() = default;
};

} // namespace praetor::http
