// Which addresses a restricted block may not call.
#include <server/http/client/private_address.hpp>

#include <boost/test/unit_test.hpp>

namespace {

bool is_private(char const* address)
{
    return praetor::http::is_private(boost::asio::ip::make_address(address));
}

} // namespace

BOOST_AUTO_TEST_SUITE(private_addresses)

BOOST_AUTO_TEST_CASE(what_python_calls_private_is_private)
{
    // Answers of ipaddress.ip_address(…).is_private, Python 3.11.
    for (auto const* const address : {"0.0.0.0",
                                      "0.255.255.255",
                                      "10.0.0.0",
                                      "10.255.255.255",
                                      "127.0.0.1",
                                      "127.255.255.255",
                                      "169.254.169.254",
                                      "172.16.0.0",
                                      "172.31.255.255",
                                      "192.0.0.0",
                                      "192.0.0.7",
                                      "192.0.0.170",
                                      "192.0.2.1",
                                      "192.168.0.0",
                                      "192.168.255.255",
                                      "198.18.0.1",
                                      "198.19.255.255",
                                      "198.51.100.7",
                                      "203.0.113.9",
                                      "240.0.0.1",
                                      "255.255.255.255",
                                      "::",
                                      "::1",
                                      "::ffff:10.0.0.1",
                                      "::ffff:127.0.0.1",
                                      "100::1",
                                      "2001::1",
                                      "2001:2::1",
                                      "2001:db8::1",
                                      "2001:10::1",
                                      "2001:1ff::1",
                                      "fc00::1",
                                      "fdff::1",
                                      "fe80::1",
                                      "febf::1"})
        BOOST_TEST(is_private(address), address << " is private");
    for (auto const* const address :
         {"1.1.1.1",       "8.8.8.8",         "9.255.255.255",   "11.0.0.0",       "126.255.255.255",
          "128.0.0.1",     "169.253.255.255", "172.15.255.255",  "172.32.0.0",     "192.0.1.0",
          "192.0.3.0",     "192.167.255.255", "192.169.0.0",     "198.17.255.255", "198.20.0.0",
          "203.0.112.255", "223.255.255.255", "2606:4700::1111", "2001:200::1",    "2001:4860:4860::8888",
          "2a00::1",       "::ffff:8.8.8.8",  "2000::1"})
        BOOST_TEST(!is_private(address), address << " is public");
}

BOOST_AUTO_TEST_CASE(private_addresses_in_the_clothes_of_public_ones_are_private_too)
{
    for (auto const* const address : {"64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1",
                                      "::127.0.0.1", "64:ff9b:1::1", "100.64.0.1", "224.0.0.1", "ff02::1", "fec0::1"})
        BOOST_TEST(is_private(address), address << " is private");
    for (auto const* const address : {"64:ff9b::8.8.8.8", "2002:808:808::1", "100.63.255.255", "100.128.0.0"})
        BOOST_TEST(!is_private(address), address << " is public");
}

BOOST_AUTO_TEST_SUITE_END()
