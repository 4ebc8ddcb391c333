// Webhooks of automations: what goes over the wire, and what is told of it.
#include <server/outgoing/webhook.hpp>

#include <tests/http/client/target_server.hpp>
#include <tests/support/await.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using tests::target_server;

outgoing::webhook_result call(boost::json::object block, std::string payload = "", std::string key = "")
{
    boost::asio::io_context context;
    http::client client{http::proxies{}};
    return tests::await(context, outgoing::call_webhook(client, std::move(block), std::move(payload), std::move(key)));
}

std::string request_to(target_server const& target)
{
    auto const requests = target.requests();
    return requests.size() == 1 ? requests[0] : std::to_string(requests.size()) + " requests";
}

} // namespace

BOOST_AUTO_TEST_SUITE(webhooks)

BOOST_AUTO_TEST_CASE(the_payload_goes_as_it_is_with_the_headers_of_the_block_and_the_key_of_the_firing)
{
    target_server const target;
    auto const result = call({{"method", "PUT"},
                              {"url", target.url("/hook?a=b")},
                              {"headers", {{"X-Token", "s3cret"}, {"content-type", "application/json"}}}},
                             "{\"a\": \"é\"}", "firing-1");
    BOOST_TEST(result.answered);
    BOOST_TEST(result.status == 200);
    BOOST_TEST(result.response_body == "ok");
    BOOST_TEST(request_to(target) == "PUT /hook?a=b HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(target.port()) +
                                         "\r\nX-Token: s3cret\r\ncontent-type: application/json\r\n"
                                         "Idempotency-Key: firing-1\r\nAccept: */*\r\nUser-Agent: praetor\r\n"
                                         "Content-Length: 11\r\nConnection: close\r\n\r\n{\"a\": \"é\"}");
}

BOOST_AUTO_TEST_CASE(a_key_that_the_block_sets_itself_stays)
{
    target_server const target;
    call({{"url", target.url("/")}, {"headers", {{"idempotency-KEY", "own"}}}}, "", "firing-1");
    BOOST_TEST(request_to(target).find("idempotency-KEY: own\r\n") != std::string::npos);
    BOOST_TEST(request_to(target).find("firing-1") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(any_status_is_an_answer_and_hidden_headers_are_left_out)
{
    target_server const target{{.answer = "HTTP/1.1 500 Oops\r\nX-Seen: 1\r\nSet-Cookie: a=b\r\nVia: x\r\n"
                                          "X-Forwarded-For: y\r\nAuthorization: z\r\nContent-Length: 3\r\n\r\nbad"}};
    auto const result = call({{"url", target.url("/")}});
    BOOST_TEST(result.answered);
    BOOST_TEST(result.status == 500);
    BOOST_TEST(result.response_body == "bad");
    BOOST_TEST_REQUIRE(result.response_headers.size() == 2);
    BOOST_TEST(result.response_headers[0].first == "x-seen");
    BOOST_TEST(result.response_headers[1].first == "content-length");
}

BOOST_AUTO_TEST_CASE(a_long_answer_is_told_by_its_first_and_last_500_characters)
{
    std::string body;
    for (int n = 0; n < 1'100; ++n)
        body += "é";
    target_server const target{
        {.answer = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body}};
    auto const told = call({{"url", target.url("/")}}).response_body;
    BOOST_TEST(told == body.substr(0, 1'000) + "...100 additional characters..." + body.substr(0, 1'000));
}

BOOST_AUTO_TEST_CASE(a_target_that_does_not_answer_is_told_in_the_words_of_prefect)
{
    auto const dead = call({{"url", "http://127.0.0.1:1/secret"}});
    BOOST_TEST(!dead.answered);
    BOOST_TEST(dead.failure == "Webhook call failed: ConnectError('All connection attempts failed')");
    BOOST_TEST(dead.temporary);
    auto const unnamed = call({{"url", "http://name.invalid/secret"}});
    BOOST_TEST(unnamed.failure.starts_with("Webhook call failed: ConnectError('[Errno -"));
}

BOOST_AUTO_TEST_CASE(a_private_address_is_refused_by_its_host_and_never_by_the_secret_path)
{
    target_server const target;
    auto const result = call({{"url", target.url("/secret?token=secret")}, {"allow_private_urls", false}});
    BOOST_TEST(!result.answered);
    BOOST_TEST(!result.temporary);
    BOOST_TEST(result.failure ==
               "Webhook call failed: ValueError(\"'http://127.0.0.1:" + std::to_string(target.port()) +
                   "' is not a valid URL.  It resolves to the private address 127.0.0.1.\")");
    BOOST_TEST(target.connections() == 0);
}

BOOST_AUTO_TEST_CASE(a_block_that_is_none_is_told_and_not_thrown)
{
    BOOST_TEST(call({}).failure == "The webhook block was invalid: url is required");
    BOOST_TEST(call({{"url", boost::json::array{1}}}).failure == "The webhook block was invalid: url is no text");
    BOOST_TEST(call({{"url", "x"}, {"headers", "y"}}).failure == "The webhook block was invalid: headers is no object");
    BOOST_TEST(call({{"url", "x"}}).failure.starts_with("Webhook call failed: UnsupportedProtocol("));
}

BOOST_AUTO_TEST_SUITE_END()
