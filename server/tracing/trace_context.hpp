// Who asked, and in which trace: what goes between programs in the headers traceparent and tracestate (W3C Trace
// Context).
#pragma once

#include <server/tracing/trace_ids.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::tracing {

struct trace_context
{
    static constexpr std::uint8_t sampled = 1;
    static constexpr std::uint8_t random = 2; // all of the trace's number is random

    trace_id trace;
    span_id span;
    std::uint8_t flags = 0;
    std::string state;      // of other vendors: goes on as it came
    bool is_remote = false; // it came from another program

    // Whether who began the trace records it.
    bool is_sampled() const noexcept { return (flags & sampled) != 0; }
};

// Nothing where `traceparent` breaks a rule: digits that are no lower-case hexadecimal ones, a number of zeros alone,
// version ff, anything behind version 00. A newer version is read as far as this one knows it. A tracestate that breaks
// a rule is left out alone. Any thread.
std::optional<trace_context> read_trace_context(std::string_view traceparent, std::string_view tracestate);

// The value of tracestate that goes on: its members without blanks and empty ones, 512 bytes at most, long members left
// out first; empty where one of them breaks a rule, comes twice, or there are more than 32. Any thread.
std::string checked_tracestate(std::string_view text);

// "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01". Any thread.
std::string traceparent_of(trace_context const& of);

} // namespace praetor::tracing
