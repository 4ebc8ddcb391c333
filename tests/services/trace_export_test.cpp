// What becomes of spans: with a collector that takes them, and with those that do not.
#include <server/services/tracing/trace_export.hpp>

#include <server/base/deadline.hpp>

#include <tests/http/client/target_server.hpp>
#include <tests/support/await.hpp>
#include <tests/tracing/sent_spans.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>

namespace {

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;

std::string answer_of(int status, std::string const& headers = "", std::string const& body = "{}")
{
    return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

services::trace_options told_to(std::string url)
{
    services::trace_options options;
    options.url = std::move(url);
    options.encoding = tracing::otlp_encoding::json;
    options.between = 1h;
    options.from = {{{"service.name", "praetor"}}, "0.1"};
    return options;
}

struct exporting
{
    explicit exporting(services::trace_options options) : exports{context.get_executor(), threads, std::move(options)}
    {
        exports.start();
    }
    ~exporting() { stop(1ms); }

    void record(int count)
    {
        for (int i = 0; i < count; ++i)
            exports.tracer().start(tracing::span_kind::internal, std::to_string(recorded++));
    }
    void until(std::function<bool()> const& reached)
    {
        for (int i = 0; i < 2'000 && !reached(); ++i)
            await(context, sleep_for(5ms));
        BOOST_TEST(reached());
    }
    void stop(std::chrono::milliseconds limit)
    {
        if (!std::exchange(stopped, true))
            await(context, exports.stop(limit));
    }
    std::uint64_t sent() const { return exports.counts().sent; }
    std::uint64_t lost() const { return exports.counts().lost; }

    boost::asio::io_context context;
    thread_pool threads;
    services::trace_export exports;
    int recorded = 0;
    bool stopped = false;
};

} // namespace

BOOST_AUTO_TEST_SUITE(trace_exports)

BOOST_AUTO_TEST_CASE(a_full_batch_goes_at_once_and_the_rest_after_the_pause)
{
    target_server const collector;
    auto options = told_to(collector.url("/v1/traces"));
    options.max_batch = 2;
    options.headers = {{"api-key", "k"}};
    exporting with{options};
    with.record(5);
    with.until([&] { return with.sent() == 4; });
    BOOST_TEST(with.exports.waiting() == 1u);
    auto const requests = collector.requests();
    BOOST_TEST_REQUIRE(requests.size() == 2);
    BOOST_TEST(requests[0].starts_with("POST /v1/traces HTTP/1.1\r\n"));
    BOOST_TEST(requests[0].find("\r\napi-key: k\r\n") != std::string::npos);
    BOOST_TEST(requests[0].find("\r\nContent-Type: application/json\r\n") != std::string::npos);
    BOOST_TEST(requests[0].find("traceparent") == std::string::npos);
    auto const told = sent_spans(collector);
    BOOST_TEST_REQUIRE(told.size() == 4);
    for (std::size_t i = 0; i < told.size(); ++i)
        BOOST_TEST(member_of(told[i], "name") == std::to_string(i));
}

BOOST_AUTO_TEST_CASE(what_waits_goes_when_the_pause_is_over)
{
    target_server const collector;
    auto options = told_to(collector.url("/"));
    options.between = 20ms;
    options.encoding = tracing::otlp_encoding::protobuf;
    exporting with{options};
    with.record(3);
    with.until([&] { return with.sent() == 3; });
    BOOST_TEST(collector.requests()[0].find("\r\nContent-Type: application/x-protobuf\r\n") != std::string::npos);
}

BOOST_DATA_TEST_CASE(a_collector_that_is_away_for_a_moment_is_asked_again,
                     boost::unit_test::data::make({429, 502, 503, 504}), status)
{
    target_server const collector{
        {.answer = answer_of(200), .first_answers = {answer_of(status, "Retry-After: 0\r\n")}}};
    auto options = told_to(collector.url("/"));
    options.max_batch = 1;
    exporting with{options};
    with.record(1);
    with.until([&] { return with.sent() == 1; });
    auto const requests = collector.requests();
    BOOST_TEST_REQUIRE(requests.size() == 2);
    BOOST_TEST(body_of(requests[0]) == body_of(requests[1]));
    BOOST_TEST(with.lost() == 0u);
}

BOOST_AUTO_TEST_CASE(without_a_word_on_when_it_is_asked_again_after_a_pause)
{
    target_server const collector{{.answer = answer_of(200), .first_answers = {answer_of(503)}}};
    auto options = told_to(collector.url("/"));
    options.max_batch = 1;
    exporting with{options};
    with.record(1);
    with.until([&] { return with.sent() == 1; });
    BOOST_TEST(collector.connections() == 2u);
}

BOOST_DATA_TEST_CASE(a_collector_that_refuses_is_not_asked_again,
                     boost::unit_test::data::make({302, 400, 401, 404, 413, 500}), status)
{
    target_server const collector{{.answer = answer_of(status)}};
    auto options = told_to(collector.url("/"));
    options.max_batch = 1;
    exporting with{options};
    with.record(1);
    with.until([&] { return with.lost() == 1; });
    with.stop(1s);
    BOOST_TEST(collector.connections() == 1u);
    BOOST_TEST(with.sent() == 0u);
}

BOOST_AUTO_TEST_CASE(a_batch_is_given_up_when_its_time_is_over)
{
    target_server const collector{{.answer = answer_of(503, "Retry-After: 3600\r\n")}};
    auto options = told_to(collector.url("/"));
    options.max_batch = 1;
    exporting with{options};
    with.record(2);
    with.until([&] { return with.lost() == 2; });
    BOOST_TEST(collector.connections() == 2u);
}

BOOST_AUTO_TEST_CASE(spans_that_a_collector_did_not_take_are_counted)
{
    target_server const collector{
        {.answer = answer_of(200, "", R"({"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}})")}};
    auto options = told_to(collector.url("/"));
    options.max_batch = 3;
    exporting with{options};
    with.record(3);
    with.until([&] { return with.sent() == 1; });
    BOOST_TEST(with.exports.counts().rejected == 2u);
    BOOST_TEST(with.lost() == 0u);
}

BOOST_AUTO_TEST_CASE(a_silent_collector_costs_no_more_than_the_queue)
{
    target_server const collector{{.reads = false}};
    auto options = told_to(collector.url("/"));
    options.max_waiting = 10;
    options.max_batch = 2;
    exporting with{options};
    with.record(2);
    with.until([&] { return collector.connections() == 1; });
    with.record(100);
    BOOST_TEST(with.exports.waiting() == 10u);
    BOOST_TEST(with.exports.counts().dropped == 90u);
    with.stop(50ms);
    BOOST_TEST(with.lost() == 12u);
    BOOST_TEST(with.exports.waiting() == 0u);
}

BOOST_AUTO_TEST_CASE(a_stop_sends_what_waits)
{
    target_server const collector;
    auto options = told_to(collector.url("/"));
    options.max_batch = 4;
    exporting with{options};
    with.record(3);
    with.stop(10s);
    BOOST_TEST(with.sent() == 3u);
    BOOST_TEST(sent_spans(collector).size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_stop_asks_a_dead_collector_once)
{
    exporting with{told_to("http://127.0.0.1:1/")};
    with.record(3);
    with.stop(1h);
    BOOST_TEST(with.lost() == 3u);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_pause_before_another_try)
{
    target_server const collector{{.answer = answer_of(503, "Retry-After: 600\r\n")}};
    auto options = told_to(collector.url("/"));
    options.max_batch = 1;
    options.batch_timeout = 1h;
    exporting with{options};
    with.record(1);
    with.until([&] { return collector.connections() == 1; });
    await(with.context, sleep_for(20ms));
    with.stop(1h);
    BOOST_TEST(with.lost() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
