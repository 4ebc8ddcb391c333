// Tells a collector the spans of this server (decision 0024).
#pragma once

#include <server/services/tracing/trace_options.hpp>

#include <server/base/periodic.hpp>
#include <server/base/task.hpp>
#include <server/base/thread_pool.hpp>
#include <server/http/client/client.hpp>
#include <server/tracing/tracer.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>

namespace praetor::services {

// What became of spans since the start. Those that wait are in no sum.
struct trace_counts
{
    std::uint64_t sent = 0;
    std::uint64_t rejected = 0; // by the collector, of requests that it took
    std::uint64_t lost = 0;     // it could not be told, or refused
    std::uint64_t dropped = 0;  // too many waited
};

// Takes them in batches, in the background. One request at a time; what ends meanwhile waits in the tracer, which is
// bounded. Whoever is traced is never waited for, and waits for nobody. One thread; stopped, after all that has spans,
// before it is destroyed.
class trace_export
{
public:
    // `threads` write the requests, and outlive its stop.
    trace_export(boost::asio::any_io_executor executor, thread_pool& threads, trace_options options);

    tracing::tracer& tracer() noexcept { return tracer_; }
    // Of all spans since the start, and of those that wait.
    trace_counts counts() const noexcept;
    std::size_t waiting() const noexcept { return tracer_.waiting(); }

    // Begins to send what has ended.
    void start() { loop_.start(); }
    // Sends what waits, once and within `limit` and the time of one request; what is left then is lost.
    task<void> stop(std::chrono::milliseconds limit);

private:
    struct attempt
    {
        std::string failure; // empty: it is done
        bool is_final = false;
        std::optional<std::chrono::seconds> retry_after;
    };

    task<void> step();
    task<void> finish();
    task<void> send_batch();
    task<attempt> try_to_send(std::string body, std::size_t count, std::chrono::milliseconds limit);
    attempt judge(http::outgoing_reply const& reply, std::size_t count);
    void note(std::string const& failure);

    trace_options options_;
    thread_pool& threads_;
    tracing::tracer tracer_;
    http::client client_;
    trace_counts counts_;
    std::size_t in_flight_ = 0; // spans of the batch under way
    std::string said_;          // of the last failure
    std::minstd_rand random_;
    periodic loop_;
};

} // namespace praetor::services
