// The header Forwarded of trusted proxies (RFC 7239): how it is read, and what of it counts.
#include <server/http/connection/forwarded.hpp>
#include <tests/support/handler_server.hpp>
#include <tests/support/test_server.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace praetor;
using namespace std::string_literals;

http::trusted_proxies const inner{{"127.0.0.1", "10.0.0.0/8", "fd00::/8"}};

// "client scheme host".
std::string read(std::vector<std::string_view> const& lines, http::trusted_proxies const& proxies = inner)
{
    auto const audit = http::read_forwarded(lines, proxies);
    return audit.client + ' ' + audit.scheme + ' ' + audit.host;
}

constexpr std::string_view nothing = "  ";

// Answers with the scheme, the other end and the host that was asked for.
struct telling_handler final : http::handler
{
    task<http::response> handle(http::request& rq) override
    {
        http::response made;
        made.body = std::string{rq.scheme} + ' ' + rq.peer + ' ' + std::string{rq.forwarded_host};
        co_return made;
    }
};

struct fixture
{
    telling_handler handler;

    std::string audit(tests::header_list const& headers, std::vector<std::string> const& proxies = {"127.0.0.1"})
    {
        http::server_options options;
        options.proxies = http::trusted_proxies{proxies};
        tests::handler_server const server{handler, options};
        return tests::ask(server.port(), "GET", "/", {}, headers).body;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(forwarded_headers, fixture)

BOOST_AUTO_TEST_CASE(an_element_says_who_came_by_which_scheme_for_which_host)
{
    BOOST_TEST(read({"for=203.0.113.9;proto=https;host=flows.example;by=10.0.0.1"}) ==
               "203.0.113.9 https flows.example");
    BOOST_TEST(read({"proto=https"}) == " https ");
    BOOST_TEST(read({"For=203.0.113.9 ; Proto=http\t;\tHOST=flows.example;;secret=x"}) ==
               "203.0.113.9 http flows.example");
    BOOST_TEST(read({}) == nothing);
    BOOST_TEST(read({""}) == nothing);
}

BOOST_AUTO_TEST_CASE(values_in_quotes_are_what_stands_between_them)
{
    BOOST_TEST(read({R"(for="203.0.113.9:4711";host="flows.example:8443";proto="https")"}) ==
               "203.0.113.9 https flows.example:8443");
    BOOST_TEST(read({R"(host="a,b;c=d \"e\" \\";for=203.0.113.9)"}) == R"(203.0.113.9  a,b;c=d "e" \)");
    BOOST_TEST(read({R"(for="\2\0\3.0.113.9";host="")"}) == "203.0.113.9  ");
}

BOOST_AUTO_TEST_CASE(addresses_may_have_brackets_and_ports_in_quotes_or_not)
{
    BOOST_TEST(read({R"(for="[2001:db8::1]")"}) == "2001:db8::1  ");
    BOOST_TEST(read({R"(for="[2001:db8::1]:4711")"}) == "2001:db8::1  ");
    BOOST_TEST(read({"for=[2001:db8::1]:4711"}) == "2001:db8::1  ");
    BOOST_TEST(read({"for=203.0.113.9:_port;host=flows.example:8443"}) == "203.0.113.9  flows.example:8443");
}

BOOST_AUTO_TEST_CASE(a_client_whose_name_is_hidden_has_no_address_and_nothing_before_it_counts)
{
    BOOST_TEST(read({"for=_gazonk;proto=https"}) == " https ");
    BOOST_TEST(read({R"(for="_gazonk:_4711";host=a)"}) == "  a");
    BOOST_TEST(read({"for=unknown"}) == nothing);
    BOOST_TEST(read({"for=1.2.3.4;host=evil.example, for=_hidden, for=10.0.0.2"}) == nothing);
}

BOOST_AUTO_TEST_CASE(the_element_of_the_outermost_trusted_proxy_counts_whatever_clients_wrote_before_it)
{
    auto const written = "for=1.2.3.4;host=evil.example;proto=http";
    auto const outer = "for=203.0.113.9;host=flows.example;proto=https";
    auto const by_inner = "for=10.0.0.2;host=inside;proto=http";
    auto const wanted = "203.0.113.9 https flows.example";
    BOOST_TEST(read({written + ", "s + outer + "," + by_inner}) == wanted);
    BOOST_TEST(read({written, outer, by_inner}) == wanted);
    BOOST_TEST(read({written + ", "s + outer, by_inner}) == wanted);
    BOOST_TEST(read({by_inner + ", , "s + R"(for="[fd00::1]";host=last)"}) ==
               "10.0.0.2 http inside");                                // all are trusted
    BOOST_TEST(read({written, "for=203.0.113.9"}) == "203.0.113.9  "); // what it does not say nobody says
    BOOST_TEST(read({written + ", "s + outer}, http::trusted_proxies{{"*"}}) == "1.2.3.4 http evil.example");
}

BOOST_DATA_TEST_CASE(what_can_not_be_read_counts_for_nothing,
                     boost::unit_test::data::make({
                         "for",
                         "for=",
                         "=203.0.113.9",
                         "for =203.0.113.9",
                         "for= 203.0.113.9",
                         "203.0.113.9",
                         "for=203.0.113.9 proto=https",
                         "for=203.0.113.9;for=203.0.113.8",
                         "for=\"203.0.113.9",
                         "for=\"203.0.113.9\\",
                         "for=\"203.0.113.9\"x",
                         "for=203.0.113.9;host=a/b",
                         "f\xC3\xB6r=203.0.113.9",
                         "for=203.0.113.9;host=\xC3\xB6",
                         "\"",
                         "\\",
                         "for=203.0.113.9@",
                         "for=10.0.0.2:99999999999;;;=",
                     }),
                     garbage)
{
    BOOST_TEST(read({garbage}) == nothing);
    BOOST_TEST(read({"for=1.2.3.4;host=evil.example, "s + garbage, "for=10.0.0.2;host=inside"}) == "10.0.0.2  inside");
}

BOOST_DATA_TEST_CASE(what_is_no_address_is_no_client,
                     boost::unit_test::data::make({"for=[", "for=\"[\"", "for=[]", "for=:80", "for=203.0.113.999",
                                                   "for=\"\"", "for=flows.example", ";,;,;", ",,,,", " ", "secret=x"}),
                     other)
{
    BOOST_TEST(read({other}) == nothing);
}

// A client's open quote can hide what a proxy writes behind it on the same line, and tell nothing of its own.
BOOST_AUTO_TEST_CASE(an_open_quote_of_a_client_takes_nothing_of_its_own_past_a_proxy)
{
    auto const forged = R"(for=1.2.3.4;host=evil.example;a=")"s;
    BOOST_TEST(read({forged + ", for=203.0.113.9;proto=https"}) == nothing);
    BOOST_TEST(read({forged + R"(, for=203.0.113.9;host="flows.example:1")"}) == nothing);
    BOOST_TEST(read({forged, "for=203.0.113.9;proto=https"}) == "203.0.113.9 https ");
}

BOOST_AUTO_TEST_CASE(long_headers_are_read_in_one_pass)
{
    std::string many;
    for (int i = 0; i < 3'000; ++i)
        many += "for=10.0.0.2;host=x, ";
    BOOST_TEST(read({many}) == "10.0.0.2  x");
    BOOST_TEST(read({"for=\"" + std::string(60'000, '\\')}) == nothing);
}

BOOST_AUTO_TEST_CASE(a_trusted_proxy_is_believed_and_a_stranger_is_not)
{
    tests::header_list const headers{
        {"Forwarded", R"(for="[2001:db8::1]:4711";proto=https;host="flows.example:8443")"}};
    BOOST_TEST(audit(headers) == "https 2001:db8::1 flows.example:8443");
    BOOST_TEST(audit(headers, {"10.0.0.0/8"}) == "http 127.0.0.1 ");
}

BOOST_AUTO_TEST_CASE(several_lines_are_one_list)
{
    BOOST_TEST(audit({{"Forwarded", "for=1.2.3.4;host=evil.example"}, {"Forwarded", "for=203.0.113.9;proto=https"}}) ==
               "https 203.0.113.9 ");
}

BOOST_AUTO_TEST_CASE(beside_an_older_header_it_does_not_count)
{
    std::pair<std::string, std::string> const written{"Forwarded", "for=1.2.3.4;proto=https;host=evil.example"};
    BOOST_TEST(audit({written, {"X-Forwarded-For", "203.0.113.9"}}) == "http 203.0.113.9 ");
    BOOST_TEST(audit({written, {"X-Forwarded-Proto", "http"}}) == "http 127.0.0.1 ");
    BOOST_TEST(audit({written, {"X-Forwarded-Host", "flows.example"}}) == "http 127.0.0.1 flows.example");
    BOOST_TEST(audit({written, {"X-Forwarded-Prefix", "/prefect"}}) ==
               "https 1.2.3.4 evil.example"); // it has none of its own
}

BOOST_AUTO_TEST_CASE(redirects_have_the_scheme_and_host_of_the_client)
{
    tests::test_server const server{db::dialect::sqlite};
    auto const at = [&](std::string const& forwarded) {
        return server.ask("POST", "/flows", "{}", {{"Forwarded", forwarded}, {"X-Forwarded-Prefix", "/prefect"}})
            .headers.at("location");
    };
    BOOST_TEST(at(R"(proto=https;host="flows.example:8443")") == "https://flows.example:8443/prefect/api/flows/");
    BOOST_TEST(at(R"(proto=javascript;host="evil.example/x?")") == "/prefect/api/flows/");
    BOOST_TEST(at("nonsense") == "http://localhost/prefect/api/flows/");
}

BOOST_AUTO_TEST_SUITE_END()
