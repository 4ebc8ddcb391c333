// What OpenTelemetry's settings come to.
#include <server/services/tracing/trace_options.hpp>

#include <server/base/error.hpp>
#include <server/settings/sources.hpp>

#include <boost/test/unit_test.hpp>

#include <map>

namespace {

using namespace praetor;
using namespace std::chrono_literals;
using variables = std::map<std::string, std::string, std::less<>>;

std::optional<services::trace_options> options_of(variables given)
{
    given.emplace("HOME", "/nonexistent");
    return services::trace_options_of(settings::read({given, "/nonexistent"}).praetor.otel);
}

services::trace_options with_collector(variables given)
{
    given.emplace("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
    return options_of(std::move(given)).value();
}

std::string refusal_of(variables given)
{
    given.emplace("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
    try {
        options_of(std::move(given));
    }
    catch (error const& thrown) {
        BOOST_TEST((thrown.code() == errc::bad_setting));
        return thrown.text();
    }
    return "taken";
}

std::string attribute_of(services::trace_options const& of, std::string_view name)
{
    for (auto const& [key, value] : of.from.attributes)
        if (key == name)
            return value;
    return "none";
}

} // namespace

BOOST_AUTO_TEST_SUITE(trace_settings)

BOOST_AUTO_TEST_CASE(nobody_is_told_unless_a_collector_is_set)
{
    BOOST_TEST(!options_of({}));
    BOOST_TEST(!options_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", ""}}));
    BOOST_TEST(!options_of({{"OTEL_SERVICE_NAME", "x"}, {"OTEL_TRACES_EXPORTER", "otlp"}}));
    BOOST_TEST(!options_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://x"}, {"OTEL_SDK_DISABLED", "TRUE"}}));
    BOOST_TEST(!options_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://x"}, {"OTEL_TRACES_EXPORTER", "none"}}));
    BOOST_TEST(!options_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://x"}, {"OTEL_TRACES_EXPORTER", "console"}}));
    BOOST_TEST(options_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://x"}, {"OTEL_TRACES_EXPORTER", "console, otlp"}})
                   .has_value());
    // Nobody is asked, so nothing of it matters.
    BOOST_TEST(!options_of({{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}, {"OTEL_TRACES_SAMPLER", "xray"}}));
}

BOOST_AUTO_TEST_CASE(the_url_of_all_signals_gets_the_path_of_traces_and_that_of_traces_is_used_as_it_is)
{
    auto const url = [](std::string const& of_all, std::string const& of_traces) {
        return options_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", of_all}, {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", of_traces}})
            .value()
            .url;
    };
    BOOST_TEST(url("http://c:4318", "") == "http://c:4318/v1/traces");
    BOOST_TEST(url("https://c/otlp/", "") == "https://c/otlp/v1/traces");
    BOOST_TEST(url("http://c/otlp?x=1", "") == "http://c/otlp/v1/traces");
    BOOST_TEST(url("http://c:4318", "http://t:1/as/it?is") == "http://t:1/as/it?is");
    BOOST_TEST(url("", "http://t:1") == "http://t:1");
}

BOOST_AUTO_TEST_CASE(a_collector_that_can_not_be_asked_is_refused_by_its_setting)
{
    BOOST_TEST(refusal_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"}}) ==
               "OTEL_EXPORTER_OTLP_ENDPOINT must be a URL of http or https");
    BOOST_TEST(refusal_of({{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "grpc://c"}}) ==
               "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be a URL of http or https");
    BOOST_TEST(refusal_of({{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}}) ==
               "OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf or http/json, not \"grpc\"");
    BOOST_TEST(
        refusal_of({{"OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"}, {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"}})
            .starts_with("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL must be "));
    BOOST_TEST(refusal_of({{"OTEL_EXPORTER_OTLP_HEADERS", "s3cret"}}) ==
               "OTEL_EXPORTER_OTLP_HEADERS must be key=value pairs with commas between them, percent-encoded");
    BOOST_TEST(refusal_of({{"OTEL_SDK_DISABLED", "1"}}) == "OTEL_SDK_DISABLED (env) must be true or false, not \"1\"");
    BOOST_TEST(refusal_of({{"OTEL_BSP_MAX_QUEUE_SIZE", "0"}}).find("must be from 1 to 1000000") != std::string::npos);
    BOOST_TEST(refusal_of({{"OTEL_EXPORTER_OTLP_TIMEOUT", "10s"}}).find("a whole number") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_defaults_are_those_of_the_standard)
{
    auto const made = with_collector({});
    BOOST_TEST((made.encoding == tracing::otlp_encoding::protobuf));
    BOOST_TEST((made.request_timeout == 10s));
    BOOST_TEST((made.batch_timeout == 30s));
    BOOST_TEST((made.between == 5s));
    BOOST_TEST(made.max_waiting == 2'048u);
    BOOST_TEST(made.max_batch == 512u);
    BOOST_TEST(made.headers.empty());
    BOOST_TEST(attribute_of(made, "service.name") == "praetor");
    BOOST_TEST(attribute_of(made, "telemetry.sdk.language") == "cpp");
    BOOST_TEST(attribute_of(made, "service.instance.id").size() == 36u);
    BOOST_TEST(made.which.records({}, nullptr));
}

BOOST_AUTO_TEST_CASE(what_is_said_of_traces_goes_before_what_is_said_of_all_signals)
{
    auto const made = with_collector({{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"},
                                      {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json"},
                                      {"OTEL_EXPORTER_OTLP_HEADERS", "a=b"},
                                      {"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "api-key=x%20y,c=d"},
                                      {"OTEL_EXPORTER_OTLP_TIMEOUT", "1"},
                                      {"OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "0"},
                                      {"OTEL_BSP_MAX_QUEUE_SIZE", "100"}});
    BOOST_TEST((made.encoding == tracing::otlp_encoding::json));
    BOOST_TEST((made.headers == tracing::pair_list{{"api-key", "x y"}, {"c", "d"}}));
    BOOST_TEST((made.request_timeout == 1h)); // no limit, nearly
    BOOST_TEST(made.max_batch == 100u);
}

BOOST_AUTO_TEST_CASE(the_name_of_the_service_goes_before_the_attributes_and_those_before_praetors_own)
{
    auto const attributes = variables{{"OTEL_RESOURCE_ATTRIBUTES", "service.name=a,deployment.environment.name=x%2Cy"}};
    auto const made = with_collector(attributes);
    BOOST_TEST(attribute_of(made, "service.name") == "a");
    BOOST_TEST(attribute_of(made, "deployment.environment.name") == "x,y");
    auto named = attributes;
    named["OTEL_SERVICE_NAME"] = "b";
    BOOST_TEST(attribute_of(with_collector(named), "service.name") == "b");
    auto const broken = with_collector({{"OTEL_RESOURCE_ATTRIBUTES", "service.name=a,oops"}});
    BOOST_TEST(attribute_of(broken, "service.name") == "praetor");
}

BOOST_AUTO_TEST_CASE(a_sampler_that_is_none_is_passed_over_as_the_standard_wants)
{
    auto const records = [](std::string const& name, std::string const& share) {
        tracing::trace_id half;
        half.bytes[8] = 0x80;
        return with_collector({{"OTEL_TRACES_SAMPLER", name}, {"OTEL_TRACES_SAMPLER_ARG", share}})
            .which.records(half, nullptr);
    };
    BOOST_TEST(records("xray", ""));
    BOOST_TEST(!records("always_off", ""));
    BOOST_TEST(records("traceidratio", ""));
    BOOST_TEST(records("traceidratio", "0.51"));
    BOOST_TEST(!records("traceidratio", "0.5"));
    BOOST_TEST(records("traceidratio", "half"));
    BOOST_TEST(records("parentbased_traceidratio", "2"));
    BOOST_TEST(records("always_on", "0"));
}

BOOST_AUTO_TEST_SUITE_END()
