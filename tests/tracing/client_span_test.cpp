// Requests to others as spans, and what their targets hear of it.
#include <server/http/client/client.hpp>
#include <server/tracing/tracer.hpp>

#include <tests/http/client/target_server.hpp>
#include <tests/support/await.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using tests::target_server;

struct tracing_client
{
    explicit tracing_client(double share = 1) : by{tracing::sampler{share, true}, 100} { client.trace_with(by); }

    std::string ends_by(http::outgoing_request wanted)
    {
        try {
            tests::await(context, client.send(std::move(wanted)));
        }
        catch (http::outgoing_failure const& failed) {
            return failed.text();
        }
        return {};
    }
    tracing::span_record last()
    {
        auto ended = by.take(100);
        BOOST_REQUIRE(ended.size() == 1);
        return std::move(*ended.front());
    }

    boost::asio::io_context context;
    tracing::tracer by;
    http::client client{http::proxies{}};
};

std::string told(tracing::span_record const& of)
{
    std::string all;
    for (auto const& one : of.attributes)
        all += (all.empty() ? "" : ", ") + std::string{one.name} + '=' +
               (one.value.index() == 0 ? std::get<0>(one.value) : std::to_string(std::get<1>(one.value)));
    return all;
}

std::string ok(int status)
{
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: 0\r\n\r\n";
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_spans)

BOOST_AUTO_TEST_CASE(a_target_is_told_whose_request_it_is)
{
    target_server const target;
    tracing_client with;
    BOOST_TEST(with.ends_by({.url = target.url("/secret?token=secret")}).empty());
    auto const made = with.last();
    BOOST_TEST(target.requests().front().find("\r\ntraceparent: " + traceparent_of(made.self) + "\r\n") !=
               std::string::npos);
    BOOST_TEST((made.kind == tracing::span_kind::client));
    BOOST_TEST(made.name == "POST");
    BOOST_TEST(!made.failed);
    BOOST_TEST(told(made) == "http.request.method=POST, url.scheme=http, server.address=127.0.0.1, server.port=" +
                                 std::to_string(target.port()) + ", http.response.status_code=200");
}

BOOST_AUTO_TEST_CASE(a_traceparent_of_the_block_stays)
{
    target_server const target;
    tracing_client with;
    with.ends_by({.method = "GET", .url = target.url("/"), .headers = {{"Traceparent", "own"}}});
    BOOST_TEST(target.requests().front().find("Traceparent: own\r\n") != std::string::npos);
    BOOST_TEST(target.requests().front().find("\r\ntraceparent:") == std::string::npos);
    BOOST_TEST(with.last().name == "GET");
}

BOOST_AUTO_TEST_CASE(one_that_is_not_recorded_says_that_too)
{
    target_server const target;
    tracing_client with{0};
    with.ends_by({.url = target.url("/")});
    auto const request = target.requests().front();
    auto const at = request.find("\r\ntraceparent: 00-");
    BOOST_TEST_REQUIRE(at != std::string::npos);
    BOOST_TEST(request.substr(request.find("\r\n", at + 2) - 3, 3) == "-02");
    BOOST_TEST(with.by.waiting() == 0u);
}

BOOST_AUTO_TEST_CASE(what_comes_to_nothing_is_an_error)
{
    target_server const target{{.answer = ok(404)}};
    tracing_client with;
    with.ends_by({.url = target.url("/")});
    auto const refused = with.last();
    BOOST_TEST(refused.failed);
    BOOST_TEST(told(refused).ends_with("http.response.status_code=404, error.type=404"));
    BOOST_TEST(with.ends_by({.method = "ODD", .url = "http://127.0.0.1:1/secret"}) == "All connection attempts failed");
    auto const dead = with.last();
    BOOST_TEST(dead.failed);
    BOOST_TEST(dead.name == "HTTP");
    BOOST_TEST(told(dead) == "http.request.method=_OTHER, url.scheme=http, server.address=127.0.0.1, server.port=1, "
                             "error.type=not_connected");
}

BOOST_AUTO_TEST_SUITE_END()
