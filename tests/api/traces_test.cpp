// What a whole server tells a collector, and that it tells nobody unasked.
#include <server/app/running_server.hpp>

#include <tests/support/dialects.hpp>
#include <tests/support/test_server.hpp>
#include <tests/tracing/sent_spans.hpp>

#include <algorithm>
#include <thread>

namespace {

using namespace praetor;
using namespace praetor::tests;
using boost::json::object;

constexpr auto trace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr auto client_span = "00f067aa0ba902b7";

std::string traceparent(std::string const& flags = "01")
{
    return std::string{"00-"} + trace + '-' + client_span + '-' + flags;
}

settings_list told_to(target_server const& collector, settings_list more = {})
{
    more.emplace_back("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(""));
    more.emplace_back("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
    more.emplace_back("OTEL_BSP_SCHEDULE_DELAY", "3600000");
    return more;
}

std::vector<object> of_kind(std::vector<object> all, int kind)
{
    std::erase_if(all, [&](object const& one) { return one.at("kind").as_int64() != kind; });
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(traces)

PRAETOR_TEST_EACH_DIALECT(a_request_is_a_child_of_its_clients_span_and_the_database_of_the_request)
{
    target_server const collector;
    test_server praetor{dialect, told_to(collector)};
    auto const made =
        praetor.ask("POST", "/flows/", R"({"name": "etl"})", {{"traceparent", traceparent()}, {"tracestate", "a=b"}});
    BOOST_TEST_REQUIRE(made.status == 201);
    praetor.stop();
    auto const all = spans_of(collector, trace);
    auto const requests = of_kind(all, 2);
    BOOST_TEST_REQUIRE(requests.size() == 1);
    auto const& request = requests[0];
    BOOST_TEST(member_of(request, "name") == "POST /api/flows/");
    BOOST_TEST(member_of(request, "parentSpanId") == client_span);
    BOOST_TEST(member_of(request, "traceState") == "a=b");
    BOOST_TEST(request.at("status").as_object().empty());
    BOOST_TEST(attribute_of(request, "http.route") == "/api/flows/");
    BOOST_TEST(attribute_of(request, "url.path") == "/api/flows/");
    BOOST_TEST(attribute_of(request, "http.response.status_code") == "201");
    BOOST_TEST(attribute_of(request, "server.address") == "localhost");
    auto const parts = of_kind(all, 3);
    BOOST_TEST_REQUIRE(!parts.empty());
    BOOST_TEST(member_of(parts.back(), "name") == "transaction");
    for (auto const& part : parts) {
        BOOST_TEST(member_of(part, "parentSpanId") == member_of(request, "spanId"));
        BOOST_TEST(attribute_of(part, "db.system.name") == (dialect == db::dialect::sqlite ? "sqlite" : "postgresql"));
    }
    BOOST_TEST(all.size() == 1 + parts.size());
}

PRAETOR_TEST_EACH_DIALECT(a_name_is_that_of_the_route_and_a_refusal_is_no_error)
{
    target_server const collector;
    test_server praetor{dialect, told_to(collector)};
    constexpr auto id = "00000000-0000-4000-8000-000000000001";
    auto const missing = praetor.ask("POST", std::string{"/flow_runs/"} + id + "/set_state",
                                     R"({"state": {"type": "RUNNING"}})", {{"traceparent", traceparent()}});
    BOOST_TEST(missing.status == 404);
    auto const unknown = praetor.ask("GET", "/no/such", "", {{"traceparent", traceparent()}});
    BOOST_TEST(unknown.status == 404);
    praetor.stop();
    auto const requests = of_kind(spans_of(collector, trace), 2);
    BOOST_TEST_REQUIRE(requests.size() == 2);
    BOOST_TEST(member_of(requests[0], "name") == "POST /api/flow_runs/{id}/set_state");
    BOOST_TEST(attribute_of(requests[0], "url.path") == std::string{"/api/flow_runs/"} + id + "/set_state");
    BOOST_TEST(attribute_of(requests[0], "http.response.status_code") == "404");
    BOOST_TEST(requests[0].at("status").as_object().empty());
    BOOST_TEST(member_of(requests[1], "name") == "GET");
    BOOST_TEST(attribute_of(requests[1], "http.route") == "none");
    for (auto const& part : of_kind(spans_of(collector, trace), 3))
        BOOST_TEST(part.at("status").as_object().empty());
}

PRAETOR_TEST_EACH_DIALECT(a_read_that_the_client_asks_for_is_told_once)
{
    target_server const collector;
    test_server praetor{dialect, told_to(collector)};
    praetor.ask("POST", "/flows/filter", "{}", {{"traceparent", traceparent()}});
    praetor.stop();
    auto const parts = of_kind(spans_of(collector, trace), 3);
    BOOST_TEST_REQUIRE(parts.size() == 1);
    BOOST_TEST(member_of(parts[0], "name") == "read");
}

PRAETOR_TEST_EACH_DIALECT(what_the_client_does_not_record_is_not_recorded_and_what_is_no_context_begins_a_trace)
{
    target_server const collector;
    test_server praetor{dialect, told_to(collector)};
    praetor.ask("GET", "/health", "", {{"traceparent", traceparent("00")}});
    praetor.ask("GET", "/hello", "", {{"traceparent", traceparent()}, {"traceparent", traceparent()}});
    praetor.ask("GET", "/ready", "", {{"traceparent", "nonsense"}});
    praetor.stop();
    BOOST_TEST(spans_of(collector, trace).empty());
    auto const requests = of_kind(sent_spans(collector), 2);
    BOOST_TEST_REQUIRE(requests.size() == 2);
    for (auto const& one : requests)
        BOOST_TEST(member_of(one, "parentSpanId") == "none");
}

PRAETOR_TEST_EACH_DIALECT(steps_of_services_are_traces_of_their_own)
{
    target_server const collector;
    test_server praetor{dialect, told_to(collector)};
    bool stepped = false;
    for (int i = 0; i < 2'000 && !stepped; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
        praetor.inside([&](app::running_server& server) { stepped = server.traces()->waiting() >= 3; });
    }
    praetor.stop();
    auto const steps = of_kind(sent_spans(collector), 1);
    auto const is_late_runs = [](object const& one) { return member_of(one, "name") == "late_runs"; };
    auto const found = std::ranges::find_if(steps, is_late_runs);
    BOOST_TEST_REQUIRE((found != steps.end()));
    BOOST_TEST(member_of(*found, "parentSpanId") == "none");
    BOOST_TEST(attribute_of(*found, "praetor.service.done") == "0");
}

PRAETOR_TEST_EACH_DIALECT(a_dead_collector_holds_up_no_request_and_no_stop_and_is_counted)
{
    settings_list const settings{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"},
                                 {"OTEL_BSP_MAX_QUEUE_SIZE", "5"},
                                 {"PRAETOR_METRICS_ENABLED", "true"}};
    test_server praetor{dialect, settings};
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(praetor.get("/health").status == 200);
    auto const metrics = praetor.get("/metrics").body;
    BOOST_TEST(metrics.find("praetor_trace_spans_total{result=\"dropped\"} ") != std::string::npos);
    BOOST_TEST(metrics.find("praetor_trace_spans_waiting ") != std::string::npos);
}

PRAETOR_TEST_EACH_DIALECT(nobody_is_connected_to_unless_it_is_asked_for)
{
    target_server const collector;
    for (auto const& off : settings_list{
             {"OTEL_SDK_DISABLED", "true"}, {"OTEL_TRACES_EXPORTER", "none"}, {"OTEL_EXPORTER_OTLP_ENDPOINT", ""}})
    {
        auto settings = told_to(collector, {{"PRAETOR_METRICS_ENABLED", "true"}});
        settings.push_back(off);
        test_server praetor{dialect, settings};
        praetor.ask("POST", "/flows/filter", "{}", {{"traceparent", traceparent()}});
        BOOST_TEST(praetor.get("/metrics").body.find("praetor_trace") == std::string::npos);
        praetor.inside([&](app::running_server& server) { BOOST_TEST(server.traces() == nullptr); });
        praetor.stop();
    }
    BOOST_TEST(collector.connections() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
