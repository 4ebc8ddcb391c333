// A request to somebody outside as a span of a trace, by OpenTelemetry's conventions for HTTP clients. url.full, which
// those ask for, is left out: paths and queries of webhooks are secrets.
#include <server/http/client/client.hpp>
#include <server/http/client/target_url.hpp>

#include <server/base/text/ascii.hpp>
#include <server/tracing/tracer.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace praetor::http {
namespace {

using kind = outgoing_failure::kind;

bool is_known(std::string_view method)
{
    static constexpr std::array<std::string_view, 9> known{"GET",    "HEAD",    "POST",  "PUT",  "PATCH",
                                                           "DELETE", "OPTIONS", "TRACE", "QUERY"};
    return std::ranges::find(known, method) != known.end();
}

std::string_view type_of(kind why)
{
    switch (why) {
    case kind::invalid_request:
        return "invalid_request";
    case kind::restricted:
        return "restricted";
    case kind::not_connected:
        return "not_connected";
    case kind::timed_out:
        return "timeout";
    case kind::protocol:
        return "protocol";
    }
    return "_OTHER";
}

tracing::span begin_client_span(tracing::tracer& by, outgoing_request const& wanted)
{
    bool const is_named = is_known(wanted.method);
    auto made = by.start(tracing::span_kind::client, is_named ? std::string_view{wanted.method} : "HTTP");
    made.set("http.request.method", is_named ? std::string_view{wanted.method} : "_OTHER");
    if (auto const url = parse_target_url(wanted.url)) {
        made.set("url.scheme", url->secure ? "https" : "http");
        made.set("server.address", url->host);
        made.set("server.port", static_cast<std::int64_t>(url->port));
    }
    return made;
}

} // namespace

task<outgoing_reply> client::send(outgoing_request wanted)
{
    return tracer_ == nullptr ? send_untraced(std::move(wanted)) : send_traced(std::move(wanted));
}

task<outgoing_reply> client::send_traced(outgoing_request wanted)
{
    auto made = begin_client_span(*tracer_, wanted);
    if (std::ranges::none_of(wanted.headers, [](auto const& one) { return lower_case(one.first) == "traceparent"; }))
        wanted.headers.emplace_back("traceparent", tracing::traceparent_of(made.context()));
    std::exception_ptr failed;
    try {
        auto reply = co_await send_untraced(std::move(wanted));
        made.set("http.response.status_code", static_cast<std::int64_t>(reply.status));
        if (reply.status >= 400)
            made.fail(std::to_string(reply.status));
        co_return reply;
    }
    catch (outgoing_failure const& why) {
        made.fail(type_of(why.what_failed()));
        failed = std::current_exception();
    }
    catch (...) {
        failed = std::current_exception();
        made.fail(failed);
    }
    std::rethrow_exception(failed);
}

} // namespace praetor::http
