// Which requests go through a proxy, and what they are there.
#include <server/http/client/client.hpp>
#include <server/http/client/proxies.hpp>

#include <tests/http/client/target_server.hpp>
#include <tests/support/await.hpp>
#include <tests/support/changed_environment.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;

std::string proxy_of(http::proxies const& of, std::string_view url)
{
    auto const found = of.proxy_of(http::parse_target_url(url).value());
    return found ? found->shown() : "";
}

http::proxies proxies_with(std::vector<std::pair<std::string, std::string>> set)
{
    std::vector<std::pair<std::string, std::string>> all;
    for (auto const* const name : {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}) {
        all.emplace_back(name, "");
        std::string upper{name};
        for (auto& c : upper)
            c = static_cast<char>(std::toupper(c));
        all.emplace_back(upper, "");
    }
    all.insert(all.end(), set.begin(), set.end());
    tests::changed_environment const changed{all};
    return http::proxies::of_environment();
}

} // namespace

BOOST_AUTO_TEST_SUITE(outgoing_proxies)

BOOST_AUTO_TEST_CASE(each_scheme_has_its_variable_lower_case_first_and_one_for_both)
{
    auto const both =
        proxies_with({{"HTTP_PROXY", "http://a:1"}, {"https_proxy", "b:2"}, {"HTTPS_PROXY", "http://c:3"}});
    BOOST_TEST(proxy_of(both, "http://x/") == "http://a:1");
    BOOST_TEST(proxy_of(both, "https://x/") == "http://b:2");
    BOOST_TEST(proxy_of(proxies_with({{"ALL_PROXY", "http://d:4"}}), "https://x/") == "http://d:4");
    BOOST_TEST(proxy_of(proxies_with({}), "https://x/") == "");
    BOOST_TEST(proxy_of(proxies_with({{"HTTP_PROXY", "socks5://d:4"}}), "http://x/") == "");
}

BOOST_AUTO_TEST_CASE(no_proxy_excepts_hosts_what_is_below_them_addresses_networks_and_all)
{
    auto const some =
        proxies_with({{"all_proxy", "p:1"}, {"NO_PROXY", "example.com, .internal,one:8080, 10.0.0.0/8,127.0.0.1,::1"}});
    for (auto const* const url :
         {"http://example.com/", "https://A.Example.com/", "http://internal/", "http://x.internal", "http://one:8080/",
          "http://10.2.3.4/", "http://127.0.0.1/", "http://[::1]/"})
        BOOST_TEST(proxy_of(some, url) == "");
    for (auto const* const url :
         {"http://badexample.com/", "http://one/", "http://11.2.3.4/", "http://example.com.org/"})
        BOOST_TEST(proxy_of(some, url) == "http://p:1");
    BOOST_TEST(proxy_of(proxies_with({{"all_proxy", "p:1"}, {"no_proxy", "*"}}), "http://x/") == "");
}

BOOST_AUTO_TEST_CASE(http_is_asked_of_the_proxy_by_its_whole_url_with_the_password_of_the_proxy)
{
    tests::target_server const proxy;
    auto const at = "http://u:p@127.0.0.1:" + std::to_string(proxy.port());
    http::client client{proxies_with({{"http_proxy", at}})};
    boost::asio::io_context context;
    auto const reply = tests::await(context, client.send({.url = "http://hooks.example.com/a?b=c", .body = "x"}));
    BOOST_TEST(reply.body == "ok");
    BOOST_TEST_REQUIRE(proxy.requests().size() == 1);
    BOOST_TEST(
        proxy.requests()[0].starts_with("POST http://hooks.example.com/a?b=c HTTP/1.1\r\nHost: hooks.example.com\r\n"));
    BOOST_TEST(proxy.requests()[0].find("Proxy-Authorization: Basic dTpw\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(https_is_tunnelled_and_a_proxy_that_refuses_is_no_connection)
{
    tests::target_server const proxy{{.answer = "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n"}};
    http::client client{proxies_with({{"https_proxy", "127.0.0.1:" + std::to_string(proxy.port())}})};
    boost::asio::io_context context;
    BOOST_CHECK_EXCEPTION(
        tests::await(context, client.send({.url = "https://hooks.example.com/secret"})), http::outgoing_failure,
        [](auto const& failed) { return failed.text() == "The proxy gave no way: HTTP/1.1 407 Who are you"; });
    BOOST_TEST_REQUIRE(proxy.requests().size() == 1);
    BOOST_TEST(proxy.requests()[0] == "CONNECT hooks.example.com:443 HTTP/1.1\r\nHost: hooks.example.com:443\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(behind_a_proxy_too_private_addresses_are_refused_and_public_ones_are_named_by_the_checked_address)
{
    tests::target_server const proxy{{.answer = "HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n"}};
    http::client client{proxies_with({{"all_proxy", "127.0.0.1:" + std::to_string(proxy.port())}})};
    boost::asio::io_context context;
    BOOST_CHECK_EXCEPTION(tests::await(context, client.send({.url = "http://localhost/", .allow_private = false})),
                          http::outgoing_failure, [](auto const& failed) {
                              return failed.what_failed() == http::outgoing_failure::kind::restricted;
                          });
    BOOST_CHECK_THROW(tests::await(context, client.send({.url = "http://8.8.8.8/", .allow_private = false})),
                      http::outgoing_failure);
    BOOST_TEST_REQUIRE(proxy.requests().size() == 1);
    BOOST_TEST(proxy.requests()[0].starts_with("CONNECT 8.8.8.8:80 HTTP/1.1\r\n"));
}

BOOST_AUTO_TEST_SUITE_END()
