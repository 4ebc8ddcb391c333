// What pages of other origins may do.
#include <server/http/cors.hpp>
#include <tests/support/plain_request.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor::http;
using praetor::tests::header_of;
using praetor::tests::plain_request;

constexpr auto* dashboard = "http://dashboard.example";
constexpr auto* preflight_varies = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, "
                                   "Access-Control-Request-Private-Network";

plain_request asks_to(std::string verb, std::map<std::string, std::string> more = {})
{
    more["Origin"] = dashboard;
    more["Access-Control-Request-Method"] = std::move(verb);
    return {method::options, "/flows/filter", std::move(more)};
}

response answer_to(plain_request const& rq)
{
    response made;
    add_cors({}, rq, made);
    return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(cors)

BOOST_AUTO_TEST_CASE(a_request_that_asks_for_nothing_beforehand_is_no_preflight)
{
    BOOST_TEST(!preflight({}, plain_request{method::options, "/x"}));
    BOOST_TEST(!preflight({}, plain_request{method::options, "/x", {{"Origin", dashboard}}}));
    BOOST_TEST(!preflight({}, plain_request{method::options, "/x", {{"Access-Control-Request-Method", "GET"}}}));
    BOOST_TEST(!preflight(
        {}, plain_request{method::get, "/x", {{"Origin", dashboard}, {"Access-Control-Request-Method", "GET"}}}));
}

BOOST_AUTO_TEST_CASE(by_default_every_origin_method_and_header_is_allowed)
{
    auto const made = preflight({}, asks_to("POST", {{"Access-Control-Request-Headers", "x-one, x-two"}}));
    BOOST_REQUIRE(made);
    BOOST_TEST(made->status == 200);
    BOOST_TEST(made->body == "OK");
    BOOST_TEST(header_of(*made, "Access-Control-Allow-Origin") == "*");
    BOOST_TEST(header_of(*made, "Access-Control-Allow-Methods") ==
               "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY");
    BOOST_TEST(header_of(*made, "Access-Control-Allow-Headers") == "x-one, x-two");
    BOOST_TEST(header_of(*made, "Access-Control-Max-Age") == "600");
    BOOST_TEST(header_of(*made, "Vary") == preflight_varies);
}

BOOST_AUTO_TEST_CASE(an_origin_that_is_not_listed_is_refused)
{
    cors_options some;
    some.origins = {"http://other.example"};
    auto const made = preflight(some, asks_to("GET"));
    BOOST_REQUIRE(made);
    BOOST_TEST(made->status == 400);
    BOOST_TEST(made->body == "Disallowed CORS origin");
    BOOST_TEST(header_of(*made, "Access-Control-Allow-Origin").empty());
    BOOST_TEST(header_of(*made, "Vary") == preflight_varies);
}

BOOST_AUTO_TEST_CASE(a_listed_origin_is_named_back_and_caches_hear_that_it_varies)
{
    cors_options some;
    some.origins = {"http://other.example", dashboard};
    auto const made = preflight(some, asks_to("GET"));
    BOOST_REQUIRE(made);
    BOOST_TEST(made->status == 200);
    BOOST_TEST(header_of(*made, "Access-Control-Allow-Origin") == dashboard);
    response answered;
    add_cors(some, plain_request{method::get, "/x", {{"Origin", dashboard}}}, answered);
    BOOST_TEST(header_of(answered, "Access-Control-Allow-Origin") == dashboard);
    BOOST_TEST(header_of(answered, "Vary") == "Origin");
    response strange;
    add_cors(some, plain_request{method::get, "/x", {{"Origin", "http://stranger.example"}}}, strange);
    BOOST_TEST(header_of(strange, "Access-Control-Allow-Origin").empty());
    BOOST_TEST(header_of(strange, "Vary") == "Origin");
}

BOOST_AUTO_TEST_CASE(everything_that_is_not_allowed_is_named_at_once)
{
    cors_options few;
    few.origins = {"http://other.example"};
    few.methods = {"GET"};
    few.headers = {"X-One"};
    auto const made = preflight(few, asks_to("DELETE", {{"Access-Control-Request-Headers", "x-one, x-two"}}));
    BOOST_REQUIRE(made);
    BOOST_TEST(made->body == "Disallowed CORS origin, method, headers");
}

BOOST_AUTO_TEST_CASE(headers_are_compared_whatever_their_case_and_the_safe_ones_are_always_allowed)
{
    cors_options few;
    few.headers = {"X-One"};
    auto const made =
        preflight(few, asks_to("GET", {{"Access-Control-Request-Headers", "x-ONE,content-type , accept"}}));
    BOOST_REQUIRE(made);
    BOOST_TEST(made->status == 200);
    BOOST_TEST(header_of(*made, "Access-Control-Allow-Headers") ==
               "Accept, Accept-Language, Content-Language, Content-Type, X-One");
}

BOOST_AUTO_TEST_CASE(an_answer_to_a_request_without_an_origin_only_tells_caches_that_it_varies)
{
    auto const made = answer_to(plain_request{method::get, "/x"});
    BOOST_TEST(made.headers.size() == 1U);
    BOOST_TEST(header_of(made, "Vary") == "Origin");
    BOOST_TEST(header_of(answer_to(plain_request{method::get, "/x", {{"Origin", "null"}}}),
                         "Access-Control-Allow-Origin") == "*");
}

BOOST_AUTO_TEST_SUITE_END()
