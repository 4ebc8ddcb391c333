#include <server/services/tracing/trace_options.hpp>

#include <models/reference_version.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/text/comma_list.hpp>
#include <server/base/uuid.hpp>
#include <server/http/client/target_url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace praetor::services {
namespace {

using otel = settings::praetor_otel_settings;
using std::chrono::milliseconds;

[[noreturn]] void refuse(std::string_view variable, std::string_view wanted)
{
    throw error{errc::bad_setting, fmt::format("{} must be {}", variable, wanted)};
}

bool is_asked_for(otel const& given)
{
    if (given.sdk_disabled || (given.exporter_otlp_endpoint.empty() && given.exporter_otlp_traces_endpoint.empty()))
        return false;
    auto const exporters = comma_list(given.traces_exporter);
    for (auto const one : exporters)
        if (one != "otlp" && one != "none")
            log::warning("tracing", "OTEL_TRACES_EXPORTER: there is no \"{}\" in praetor, only otlp and none", one);
    return std::ranges::find(exporters, "otlp") != exporters.end();
}

std::string url_of(otel const& given)
{
    constexpr std::string_view wanted = "a URL of http or https";
    if (!given.exporter_otlp_traces_endpoint.empty()) {
        if (!http::parse_target_url(given.exporter_otlp_traces_endpoint))
            refuse("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", wanted);
        return given.exporter_otlp_traces_endpoint;
    }
    auto url = given.exporter_otlp_endpoint;
    if (!http::parse_target_url(url))
        refuse("OTEL_EXPORTER_OTLP_ENDPOINT", wanted);
    url.erase(std::min(url.find_first_of("?#"), url.size()));
    if (!url.ends_with('/'))
        url += '/';
    return url + "v1/traces";
}

tracing::otlp_encoding encoding_of(otel const& given)
{
    bool const is_own = !given.exporter_otlp_traces_protocol.empty();
    auto const& name = is_own ? given.exporter_otlp_traces_protocol : given.exporter_otlp_protocol;
    if (name == "http/json")
        return tracing::otlp_encoding::json;
    if (name != "http/protobuf")
        refuse(is_own ? "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL" : "OTEL_EXPORTER_OTLP_PROTOCOL",
               fmt::format("http/protobuf or http/json, not \"{}\"", name));
    return tracing::otlp_encoding::protobuf;
}

tracing::pair_list headers_of(otel const& given)
{
    bool const is_own = !given.exporter_otlp_traces_headers.empty();
    auto all =
        tracing::parse_pair_list(is_own ? given.exporter_otlp_traces_headers.text : given.exporter_otlp_headers.text);
    if (!all)
        refuse(is_own ? "OTEL_EXPORTER_OTLP_TRACES_HEADERS" : "OTEL_EXPORTER_OTLP_HEADERS",
               "key=value pairs with commas between them, percent-encoded");
    return std::move(*all);
}

// What it is for the ratio; the standard wants one that is none to be passed over.
double share_of(std::string const& text)
{
    if (text.empty())
        return 1;
    double share = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), share);
    if (failed == std::errc{} && end == text.data() + text.size() && share >= 0 && share <= 1)
        return share;
    log::warning("tracing", "OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1: \"{}\"; 1 is used", text);
    return 1;
}

tracing::sampler sampler_of(otel const& given)
{
    bool const has_share = given.traces_sampler.ends_with("traceidratio");
    auto const known =
        tracing::sampler::named(given.traces_sampler, has_share ? share_of(given.traces_sampler_arg) : 1);
    if (!known)
        log::warning("tracing", "OTEL_TRACES_SAMPLER: there is no \"{}\" in praetor; parentbased_always_on is used",
                     given.traces_sampler);
    return known.value_or(tracing::sampler{1, true});
}

void put(tracing::pair_list& into, std::string_view name, std::string value)
{
    auto const known = std::ranges::find(into, name, [](auto const& one) { return std::string_view{one.first}; });
    if (known == into.end())
        into.emplace_back(name, std::move(value));
    else
        known->second = std::move(value);
}

// Attributes of the operator go before praetor's own, and OTEL_SERVICE_NAME before both.
tracing::span_source source_of(otel const& given)
{
    tracing::span_source from{.version = std::string{models::praetor_version}};
    put(from.attributes, "service.name", "praetor");
    put(from.attributes, "service.version", from.version);
    put(from.attributes, "service.instance.id", to_string(uuid::random()));
    put(from.attributes, "telemetry.sdk.name", "praetor");
    put(from.attributes, "telemetry.sdk.language", "cpp");
    put(from.attributes, "telemetry.sdk.version", from.version);
    if (auto all = tracing::parse_pair_list(given.resource_attributes))
        for (auto& [name, value] : *all)
            put(from.attributes, name, std::move(value));
    else
        log::warning("tracing", "OTEL_RESOURCE_ATTRIBUTES is not used: it must be key=value pairs with commas between "
                                "them, percent-encoded");
    if (!given.service_name.empty())
        put(from.attributes, "service.name", given.service_name);
    return from;
}

milliseconds limit_of(std::int64_t count)
{
    constexpr milliseconds none = std::chrono::hours{1};
    return count == 0 ? none : milliseconds{count};
}

} // namespace

std::optional<trace_options> trace_options_of(otel const& given)
{
    if (!is_asked_for(given))
        return std::nullopt;
    trace_options made;
    made.url = url_of(given);
    made.headers = headers_of(given);
    made.encoding = encoding_of(given);
    made.request_timeout = limit_of(given.exporter_otlp_traces_timeout.value_or(given.exporter_otlp_timeout));
    made.batch_timeout = limit_of(given.bsp_export_timeout);
    made.between = milliseconds{given.bsp_schedule_delay};
    made.max_waiting = static_cast<std::size_t>(given.bsp_max_queue_size);
    made.max_batch = std::min(made.max_waiting, static_cast<std::size_t>(given.bsp_max_export_batch_size));
    made.which = sampler_of(given);
    made.from = source_of(given);
    return made;
}

} // namespace praetor::services
