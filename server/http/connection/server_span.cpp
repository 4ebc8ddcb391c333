#include <server/http/connection/beast_request.hpp>
#include <server/http/connection/server_span.hpp>
#include <server/http/openapi/operation.hpp>

#include <charconv>
#include <string>

namespace praetor::http {
namespace {

struct host_and_port
{
    std::string_view host;
    std::int64_t port = 0;
};

// Of a Host header: "praetor.internal:4200", "[::1]:4200", or without a port.
host_and_port address_in(std::string_view text, std::string_view scheme)
{
    host_and_port made{text, scheme == "https" ? 443 : 80};
    auto const colon = text.rfind(':');
    bool const has_port = colon != std::string_view::npos && text.find(']', colon) == std::string_view::npos;
    if (has_port) {
        auto const digits = text.substr(colon + 1);
        static_cast<void>(std::from_chars(digits.data(), digits.data() + digits.size(), made.port));
        made.host = text.substr(0, colon);
    }
    if (made.host.starts_with('[') && made.host.ends_with(']'))
        made.host = made.host.substr(1, made.host.size() - 2);
    return made;
}

// A name of few: whatever else a client sends as its method is "_OTHER".
std::string_view method_in(request const& rq)
{
    auto const known = to_text(rq.verb);
    return known.empty() ? std::string_view{"_OTHER"} : known;
}

std::string name_of(request const& rq)
{
    return rq.verb == method::other ? std::string{"HTTP"} : std::string{to_text(rq.verb)};
}

} // namespace

tracing::span begin_server_span(tracing::tracer& by, request const& rq, incoming_message const& from)
{
    // All of its lines: a traceparent that comes twice is none.
    auto const parent =
        tracing::read_trace_context(combined_lines_of(from, "traceparent"), combined_lines_of(from, "tracestate"));
    auto made = by.start(tracing::span_kind::server, name_of(rq), parent ? &*parent : nullptr);
    if (!made.is_recorded())
        return made;
    made.set("http.request.method", method_in(rq));
    if (rq.verb == method::other)
        made.set("http.request.method_original", rq.verb_text());
    made.set("url.path", rq.path);
    made.set("url.scheme", rq.scheme);
    auto const host = rq.forwarded_host.empty() ? rq.header("host") : rq.forwarded_host;
    if (auto const [name, port] = address_in(host, rq.scheme); !name.empty()) {
        made.set("server.address", name);
        made.set("server.port", port);
    }
    if (rq.peer != "unix")
        made.set("client.address", rq.peer);
    made.set("network.protocol.version", from.version() == 10 ? "1.0" : "1.1");
    if (auto const agent = rq.header("user-agent"); !agent.empty())
        made.set("user_agent.original", agent);
    return made;
}

void end_server_span(tracing::span& made, request const& rq, int status)
{
    if (!made.is_recorded())
        return;
    if (rq.route != nullptr) {
        auto const route = std::string{rq.root} + rq.route->documented_path();
        made.set("http.route", route);
        made.rename(name_of(rq) + ' ' + route);
    }
    if (status == 0)
        made.fail("cancelled", false);
    else
        made.set("http.response.status_code", static_cast<std::int64_t>(status));
    if (status >= 500)
        made.fail(std::to_string(status));
    made.end();
}

} // namespace praetor::http
