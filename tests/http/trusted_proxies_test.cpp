// Who is believed when it says how its client came.
#include <server/http/trusted_proxies.hpp>
#include <tests/support/test_server.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;
using http::forwarded_scheme;
using http::trusted_proxies;

auto address(char const* text)
{
    return boost::asio::ip::make_address(text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(proxies)

BOOST_AUTO_TEST_CASE(only_this_machine_is_trusted_unless_another_is_named)
{
    trusted_proxies const usual;
    BOOST_TEST(usual.contain(address("127.0.0.1")));
    BOOST_TEST(usual.contain(address("::ffff:127.0.0.1")));
    BOOST_TEST(!usual.contain(address("127.0.0.2")));
    BOOST_TEST(!usual.contain(address("::1")));
}

BOOST_AUTO_TEST_CASE(addresses_and_networks_of_both_families_can_be_named)
{
    trusted_proxies const some{{"10.0.0.0/8", "192.168.1.7", "fd00::/8", "::1"}};
    for (auto const* in : {"10.255.0.1", "192.168.1.7", "fd12::3", "::1", "::ffff:10.1.1.1"})
        BOOST_TEST(some.contain(address(in)), in);
    for (auto const* out : {"11.0.0.1", "192.168.1.8", "fe80::1", "127.0.0.1"})
        BOOST_TEST(!some.contain(address(out)), out);
}

BOOST_AUTO_TEST_CASE(a_star_trusts_everybody_and_a_name_nobody)
{
    BOOST_TEST(trusted_proxies{{"*"}}.contain(address("203.0.113.9")));
    BOOST_TEST(!trusted_proxies{{"proxy.example"}}.contain(address("127.0.0.1")));
    BOOST_TEST(!trusted_proxies{std::vector<std::string>{}}.contain(address("127.0.0.1")));
}

BOOST_AUTO_TEST_CASE(the_client_is_the_last_that_no_trusted_proxy_is)
{
    trusted_proxies const some{{"10.0.0.0/8", "fd00::/8"}};
    BOOST_TEST(some.client_in("203.0.113.9") == "203.0.113.9");
    BOOST_TEST(some.client_in("1.2.3.4, 203.0.113.9, 10.0.0.2, 10.0.0.1") == "203.0.113.9");
    BOOST_TEST(some.client_in("10.0.0.2, fd00::1") == "10.0.0.2");
    BOOST_TEST(some.client_in("203.0.113.9:4711,[fd00::1]:80") == "203.0.113.9");
    BOOST_TEST(some.client_in("[2001:db8::1]:4711") == "2001:db8::1");
    BOOST_TEST(some.client_in("2001:db8::1") == "2001:db8::1");
    for (auto const* other : {"", "unknown", "203.0.113.9, nobody", "[", "1.2.3.4,"})
        BOOST_TEST(some.client_in(other) == "", other);
    BOOST_TEST(trusted_proxies{{"*"}}.client_in("1.2.3.4, 203.0.113.9") == "1.2.3.4");
}

BOOST_AUTO_TEST_CASE(the_scheme_is_one_of_two_whatever_the_header_says)
{
    BOOST_TEST(forwarded_scheme("https", "http") == "https");
    BOOST_TEST(forwarded_scheme(" https ", "http") == "https");
    BOOST_TEST(forwarded_scheme("wss", "http") == "https");
    for (auto const* other : {"", "http", "ws", "HTTPS", "https, http", "javascript"})
        BOOST_TEST(forwarded_scheme(other, "http") == "http", other);
    BOOST_TEST(forwarded_scheme("ws", "https") == "http");
    BOOST_TEST(forwarded_scheme("javascript", "https") == "https");
}

BOOST_AUTO_TEST_CASE(a_host_is_the_outermost_and_a_prefix_is_a_path)
{
    BOOST_TEST(http::forwarded_host("flows.example, 10.0.0.1") == "flows.example");
    BOOST_TEST(http::forwarded_host("") == "");
    BOOST_TEST(http::forwarded_prefix("/prefect/") == "/prefect");
    BOOST_TEST(http::forwarded_prefix("/a/b, /c") == "/a/b");
    for (auto const* other : {"", "/", "prefect", "//evil.example", "https://evil.example"})
        BOOST_TEST(http::forwarded_prefix(other) == "", other);
}

BOOST_AUTO_TEST_CASE(behind_a_trusted_proxy_redirects_have_the_clients_host_and_prefix)
{
    tests::test_server server{db::dialect::sqlite};
    auto const at = [&](std::string const& host, std::string const& prefix) {
        tests::header_list const forwarded{
            {"X-Forwarded-Proto", "https"}, {"X-Forwarded-Host", host}, {"X-Forwarded-Prefix", prefix}};
        return server.ask("POST", "/flows", "{}", forwarded).headers.at("location");
    };
    BOOST_TEST(at("flows.example", "/prefect") == "https://flows.example/prefect/api/flows/");
    BOOST_TEST(at("flows.example:8443", "") == "https://flows.example:8443/api/flows/");
    BOOST_TEST(at("evil.example/x?", "//evil.example") == "/api/flows/");
}

BOOST_AUTO_TEST_CASE(behind_a_trusted_proxy_redirects_and_next_pages_have_the_clients_scheme)
{
    tests::test_server server{db::dialect::sqlite};
    tests::header_list const forwarded{{"X-Forwarded-Proto", "https"}};
    BOOST_TEST(server.ask("POST", "/flows", "{}", forwarded).headers.at("location") == "https://localhost/api/flows/");
    BOOST_TEST(server.ask("POST", "/flows", "{}").headers.at("location") == "http://localhost/api/flows/");

    std::string events;
    for (auto const* id : {"a330af15-3519-4ef0-ace7-9fa68c79114a", "b330af15-3519-4ef0-ace7-9fa68c79114a"})
        events += std::string{events.empty() ? "[" : ","} + R"({"occurred":"2026-01-01T00:00:00Z","event":"e","id":")" +
                  id + R"(","resource":{"prefect.resource.id":"r"}})";
    BOOST_TEST(server.post("/events", events + "]").status == 204);
    auto const filter =
        R"({"limit":1,"filter":{"occurred":{"since":"2025-12-31T00:00:00Z","until":"2026-01-02T00:00:00Z"}}})";
    auto const page = server.ask("POST", "/events/filter", filter, forwarded).json();
    BOOST_TEST(page.at("next_page").as_string().starts_with("https://localhost/api/events/filter/next?page-token="));
}

BOOST_AUTO_TEST_CASE(what_a_stranger_says_of_scheme_host_and_prefix_does_not_count)
{
    tests::test_server server{db::dialect::sqlite, {{"FORWARDED_ALLOW_IPS", "10.0.0.0/8"}}};
    auto const moved = server.ask(
        "POST", "/flows", "{}",
        {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Host", "evil.example"}, {"X-Forwarded-Prefix", "/x"}});
    BOOST_TEST(moved.headers.at("location") == "http://localhost/api/flows/");
}

BOOST_AUTO_TEST_SUITE_END()
