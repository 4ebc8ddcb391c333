// URLs of the server as a client sees them.
#include <server/http/url.hpp>
#include <tests/support/plain_request.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using praetor::http::method;
using praetor::http::url_of;
using praetor::tests::plain_request;

} // namespace

BOOST_AUTO_TEST_SUITE(urls)

BOOST_AUTO_TEST_CASE(scheme_and_host_are_the_clients)
{
    plain_request rq{method::get, "/x", {{"Host", "prefect.example:4200"}}};
    BOOST_TEST(url_of(rq, "/api/flows/") == "http://prefect.example:4200/api/flows/");
    rq.scheme = "https";
    BOOST_TEST(url_of(rq, "/api/flows/", "a=b%20c") == "https://prefect.example:4200/api/flows/?a=b%20c");
}

BOOST_AUTO_TEST_CASE(a_path_is_encoded_again)
{
    plain_request const rq{method::get, "/x", {{"Host", "h"}}};
    BOOST_TEST(url_of(rq, "/name/a b?#%\xc3\xa9/") == "http://h/name/a%20b%3F%23%25%C3%A9/");
}

BOOST_AUTO_TEST_CASE(an_address_of_ipv6_stands_in_brackets)
{
    BOOST_TEST(praetor::http::authority("::1", 4200) == "[::1]:4200");
    BOOST_TEST(praetor::http::authority("[::1]", 4200) == "[::1]:4200");
    BOOST_TEST(praetor::http::authority("127.0.0.1", 4200) == "127.0.0.1:4200");
    BOOST_TEST(praetor::http::authority("localhost", 80) == "localhost:80");
}

BOOST_AUTO_TEST_CASE(without_a_host_that_can_be_one_the_path_stands_alone)
{
    BOOST_TEST(url_of(plain_request{method::get, "/x"}, "/api/flows/") == "/api/flows/");
    for (auto const* host : {"a b", "h/evil", "user@h", "h?x", "h#x", "h\\x"})
        BOOST_TEST(url_of(plain_request{method::get, "/x", {{"Host", host}}}, "/p") == "/p", host);
    BOOST_TEST(url_of(plain_request{method::get, "/x", {{"Host", "[::1]:80"}}}, "/p") == "http://[::1]:80/p");
}

BOOST_AUTO_TEST_SUITE_END()
