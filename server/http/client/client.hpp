// Requests of this server to others (decision 0021).
#pragma once

#include <server/base/task.hpp>
#include <server/http/client/outgoing.hpp>
#include <server/http/client/proxies.hpp>
#include <server/http/client/tls_contexts.hpp>

namespace praetor::tracing {
class tracer;
}

namespace praetor::http {

class client_stream;

// Every request has a connection of its own, so none waits for another or breaks it. Proxies are those of the
// environment when the client was made. One thread; the client outlives its requests.
class client
{
public:
    client() : proxies_(proxies::of_environment()) {}
    explicit client(proxies through) : proxies_(std::move(through)) {}
    client(client const&) = delete;
    client& operator=(client const&) = delete;

    // Sends the request once and gives what is answered, whatever its status. Throws outgoing_failure where there is no
    // answer, and operation_aborted where it is cancelled; a name that is being resolved is waited for even then (the
    // system's resolver gives up by itself). Where private addresses are not allowed every address of the host is
    // checked, and the connection goes to one of those that were: a second look at the name can not change them.
    task<outgoing_reply> send(outgoing_request wanted);

    // From now on each request is a span, and says so to its target in traceparent, unless it has that header. `by`
    // outlives this.
    void trace_with(tracing::tracer& by) noexcept { tracer_ = &by; }

private:
    struct place; // where a request goes

    task<outgoing_reply> send_untraced(outgoing_request wanted);
    task<outgoing_reply> send_traced(outgoing_request wanted);

    task<void> open(client_stream& stream, place where, bool verify);
    task<void> tunnel(client_stream& stream, place where);
    task<outgoing_reply> exchange(outgoing_request wanted, target_url url);

    proxies proxies_;
    tls_contexts tls_;
    tracing::tracer* tracer_ = nullptr;
};

} // namespace praetor::http
