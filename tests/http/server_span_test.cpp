// What a trace tells of requests, by OpenTelemetry's conventions.
#include <server/tracing/tracer.hpp>

#include <tests/support/handler_server.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;

struct answering final : http::handler
{
    task<http::response> handle(http::request& rq) override
    {
        saw_span = rq.span != nullptr && rq.span->is_recorded();
        http::response made;
        made.status = status;
        co_return made;
    }

    int status = 200;
    bool saw_span = false;
};

// What is told of one request: its name, then its attributes. The server is gone then, and its thread.
std::string told_of(std::string const& bytes, http::server_options options = {}, int status = 200)
{
    answering handler;
    handler.status = status;
    tracing::tracer by{tracing::sampler{1, true}, 10};
    options.tracer = &by;
    {
        tests::handler_server const server{handler, options};
        tests::exchange(server.port(), bytes);
    }
    auto const ended = by.take(10);
    if (ended.size() != 1)
        return std::to_string(ended.size()) + " spans";
    BOOST_TEST(handler.saw_span);
    BOOST_TEST((ended[0]->kind == tracing::span_kind::server));
    std::string all = ended[0]->name + (ended[0]->failed ? " failed" : "");
    for (auto const& one : ended[0]->attributes)
        all += ", " + std::string{one.name} + '=' +
               (one.value.index() == 0 ? std::get<0>(one.value) : std::to_string(std::get<1>(one.value)));
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_spans)

BOOST_AUTO_TEST_CASE(a_request_is_told_by_the_conventions)
{
    BOOST_TEST(told_of("GET /a%20b?secret=1 HTTP/1.1\r\nHost: praetor.test:4200\r\nUser-Agent: me/1\r\n"
                       "Connection: close\r\n\r\n") ==
               "GET, http.request.method=GET, url.path=/a b, url.scheme=http, server.address=praetor.test, "
               "server.port=4200, client.address=127.0.0.1, network.protocol.version=1.1, user_agent.original=me/1, "
               "http.response.status_code=200");
}

BOOST_AUTO_TEST_CASE(a_method_of_ones_own_and_an_old_version_are_told)
{
    BOOST_TEST(told_of("BREW /pot HTTP/1.0\r\nHost: [::1]\r\n\r\n") ==
               "HTTP, http.request.method=_OTHER, http.request.method_original=BREW, url.path=/pot, url.scheme=http, "
               "server.address=::1, server.port=80, client.address=127.0.0.1, network.protocol.version=1.0, "
               "http.response.status_code=200");
}

BOOST_AUTO_TEST_CASE(only_a_fault_of_the_servers_is_an_error)
{
    constexpr auto request = "GET / HTTP/1.0\r\n\r\n";
    BOOST_TEST(told_of(request, {}, 404) ==
               "GET, http.request.method=GET, url.path=/, url.scheme=http, client.address=127.0.0.1, "
               "network.protocol.version=1.0, http.response.status_code=404");
    BOOST_TEST(told_of(request, {}, 503).starts_with("GET failed, "));
    BOOST_TEST(told_of(request, {}, 503).ends_with("http.response.status_code=503, error.type=503"));
}

BOOST_AUTO_TEST_CASE(behind_a_trusted_proxy_it_is_told_how_the_client_asked)
{
    http::server_options options;
    options.proxies = http::trusted_proxies{std::vector<std::string>{"127.0.0.1"}};
    auto const audit = told_of("GET / HTTP/1.0\r\nHost: inside:4200\r\nX-Forwarded-For: 192.0.2.7\r\n"
                               "X-Forwarded-Proto: https\r\nX-Forwarded-Host: praetor.example\r\n\r\n",
                               options);
    BOOST_TEST(audit.find("url.scheme=https, server.address=praetor.example, server.port=443, "
                          "client.address=192.0.2.7") != std::string::npos,
               audit);
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_not_told)
{
    BOOST_TEST(told_of("nonsense\r\n\r\n") == "0 spans");
}

BOOST_AUTO_TEST_SUITE_END()
