// What a trusted proxy in front says of its client: X-Forwarded-…, or Forwarded.
#include <server/http/connection/beast_request.hpp>
#include <server/http/connection/forwarded.hpp>
#include <server/http/connection/session.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::http {
namespace {

constexpr std::array<std::string_view, 3> older_headers{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"};

} // namespace

// A proxy that knows the older headers alone lets a client's Forwarded through: it counts where there is none of them.
void session::believe_proxy(beast_request& rq, message const& from)
{
    rq.forwarded_prefix = forwarded_prefix(rq.header("x-forwarded-prefix"));
    bool const has_older =
        std::ranges::any_of(older_headers, [&](std::string_view name) { return from.count(name) > 0; });
    if (!has_older) {
        auto told = read_forwarded(lines_of(from, "Forwarded"), options_.proxies);
        if (!told.client.empty())
            rq.peer = std::move(told.client);
        rq.scheme = forwarded_scheme(told.scheme, rq.scheme);
        rq.unquoted_host = std::move(told.host);
        rq.forwarded_host = rq.unquoted_host;
        return;
    }
    auto const passed = combined_lines_of(from, "X-Forwarded-For");
    if (auto const client = options_.proxies.client_in(passed); !client.empty())
        rq.peer = client;
    rq.scheme = forwarded_scheme(rq.header("x-forwarded-proto"), rq.scheme);
    rq.forwarded_host = forwarded_host(rq.header("x-forwarded-host"));
}

} // namespace praetor::http
