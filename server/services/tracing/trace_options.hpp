// What OpenTelemetry's settings ask for.
#pragma once

#include <server/settings/otel_settings.hpp>
#include <server/tracing/otlp.hpp>
#include <server/tracing/sampler.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace praetor::services {

struct trace_options
{
    std::string url; // of the collector, whole
    tracing::pair_list headers;
    tracing::otlp_encoding encoding = tracing::otlp_encoding::protobuf;
    std::chrono::milliseconds request_timeout{10'000}; // of one request to the collector
    std::chrono::milliseconds batch_timeout{30'000};   // of a batch, with all that is tried for it
    std::chrono::milliseconds between{5'000};          // from the end of an export to the next one
    std::size_t max_waiting = 2'048;                   // spans
    std::size_t max_batch = 512;                       // of them in a request; not more than may wait
    tracing::sampler which{1, true};
    tracing::span_source from;
};

// Nothing where nobody is to be told: no endpoint, OTEL_SDK_DISABLED, or another exporter than otlp. Names that a
// standard of others may say and praetor does not have (a sampler, an exporter) are warned of and passed over, as that
// standard wants; error{errc::bad_setting} for a collector that can not be asked: its URL, protocol or headers.
std::optional<trace_options> trace_options_of(settings::praetor_otel_settings const& given);

} // namespace praetor::services
