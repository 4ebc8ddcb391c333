// URLs that this server calls.
#include <server/http/client/target_url.hpp>

#include <boost/test/unit_test.hpp>

namespace {

std::string parts(std::string_view text)
{
    auto const url = praetor::http::parse_target_url(text);
    return url ? (url->secure ? "s " : "") + url->host + ' ' + std::to_string(url->port) + ' ' + url->path + ' ' +
                     url->userinfo
               : "none";
}

} // namespace

BOOST_AUTO_TEST_SUITE(target_urls)

BOOST_AUTO_TEST_CASE(a_url_is_taken_apart)
{
    BOOST_TEST(parts("http://Example.com") == "example.com 80 / ");
    BOOST_TEST(parts("HTTPS://example.com:8443/a/b?c=d#e") == "s example.com 8443 /a/b?c=d ");
    BOOST_TEST(parts("https://example.com?c=d") == "s example.com 443 /?c=d ");
    BOOST_TEST(parts("http://u%40x:p:w@[2001:DB8::1]:80/") == "2001:db8::1 80 / u@x:p:w");
    BOOST_TEST(parts("http://a.b/x y/é?q=\"{}\"&r=%41%zz") == "a.b 80 /x%20y/%C3%A9?q=%22%7B%7D%22&r=%41%zz ");
    BOOST_TEST(parts("http://user@evil@good.example/") == "good.example 80 / user@evil");
}

BOOST_AUTO_TEST_CASE(what_is_no_url_of_http_or_could_be_read_in_two_ways_is_none)
{
    for (auto const* const text :
         {"", "example.com", "ftp://example.com/", "http://", "http:///x", "http://:80/", "http://a:99999/",
          "http://a:8x/", "http://[::1/", "http://[::1]x/", "http://a b/", "http://a\\b/", "http://a/\r\nX: y",
          "http://ä.example/", "http://::1/", "file:///etc/passwd", "http//a"})
        BOOST_TEST(parts(text) == "none", text);
}

BOOST_AUTO_TEST_CASE(what_is_shown_of_a_url_ends_with_its_port)
{
    auto const url = praetor::http::parse_target_url("https://user:secret@hooks.example.com/secret?secret").value();
    BOOST_TEST(url.shown() == "https://hooks.example.com");
    BOOST_TEST(url.host_header() == "hooks.example.com");
    BOOST_TEST(praetor::http::parse_target_url("http://[::1]:81/")->host_header() == "[::1]:81");
}

BOOST_AUTO_TEST_SUITE_END()
