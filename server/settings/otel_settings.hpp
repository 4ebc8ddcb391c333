// OpenTelemetry's own settings, by their names in its specification: OTEL_… in the environment, [praetor.otel] in TOML.
#pragma once

#include <server/settings/setting_types.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace praetor::settings {

// Times are milliseconds, and 0 is no limit where a time bounds something.
struct praetor_otel_settings
{
    bool sdk_disabled = false;
    std::string traces_exporter = "otlp"; // or "none"
    std::string service_name;             // empty: that of the attributes, else praetor
    std::string resource_attributes;      // key=value,key=value
    std::string traces_sampler = "parentbased_always_on";
    std::string traces_sampler_arg;
    std::string exporter_otlp_endpoint;        // of all signals: /v1/traces goes behind it
    std::string exporter_otlp_traces_endpoint; // instead, as it is; neither: nothing is recorded and nobody is told
    std::string exporter_otlp_protocol = "http/protobuf";
    std::string exporter_otlp_traces_protocol;
    secret exporter_otlp_headers; // key=value,key=value
    secret exporter_otlp_traces_headers;
    std::int64_t exporter_otlp_timeout = 10'000; // of one request
    std::optional<std::int64_t> exporter_otlp_traces_timeout;
    std::int64_t bsp_schedule_delay = 5'000;
    std::int64_t bsp_export_timeout = 30'000; // of a batch with all that is tried for it
    std::int64_t bsp_max_queue_size = 2'048;  // spans
    std::int64_t bsp_max_export_batch_size = 512;
};

} // namespace praetor::settings
