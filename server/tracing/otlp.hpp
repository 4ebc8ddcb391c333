// Spans as the body of a request to a collector, and what it answers (OpenTelemetry Protocol 1.9, OTLP/HTTP), in both
// of the forms that a collector reads.
#pragma once

#include <server/tracing/pair_list.hpp>
#include <server/tracing/tracer.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::tracing {

enum class otlp_encoding : std::uint8_t
{
    json,
    protobuf
};

// "application/json", "application/x-protobuf".
std::string_view content_type_of(otlp_encoding encoding);

// Who tells the spans: "service.name" and the like, and the version of what made them.
struct span_source
{
    pair_list attributes;
    std::string version;
};

// An ExportTraceServiceRequest. Any thread.
std::string otlp_request(otlp_encoding encoding, span_source const& from, span_batch const& batch);

// What a collector did not take of a request that it accepted.
struct partial_success
{
    std::int64_t rejected = 0; // spans
    std::string why;
};

// Nothing where the answer is that of one who took everything, or is none. Any thread.
std::optional<partial_success> read_partial_success(otlp_encoding encoding, std::string_view answer);

} // namespace praetor::tracing
