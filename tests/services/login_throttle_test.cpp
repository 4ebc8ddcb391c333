#include <server/services/access/login_throttle.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using praetor::services::login_throttle;
using std::chrono::seconds;

constexpr login_throttle::clock::time_point begin{seconds{1'000}};

} // namespace

BOOST_AUTO_TEST_SUITE(failed_logins)

BOOST_AUTO_TEST_CASE(an_address_waits_after_its_failures_and_gets_one_back_a_second)
{
    login_throttle all{3};
    BOOST_TEST(!all.failed("10.0.0.1", begin));
    BOOST_TEST(!all.failed("10.0.0.1", begin));
    BOOST_TEST((all.wait_of("10.0.0.1", begin) == seconds{0}));
    BOOST_TEST(all.failed("10.0.0.1", begin));
    BOOST_TEST((all.wait_of("10.0.0.1", begin) == seconds{1}));
    BOOST_TEST((all.wait_of("10.0.0.2", begin) == seconds{0}));
    BOOST_TEST((all.wait_of("10.0.0.1", begin + seconds{1}) == seconds{0}));
    BOOST_TEST(all.failed("10.0.0.1", begin + seconds{1}));
    BOOST_TEST((all.wait_of("10.0.0.1", begin + seconds{1}) == seconds{1}));
}

BOOST_AUTO_TEST_CASE(a_network_of_ipv6_is_one_address_and_a_mapped_address_is_its_own)
{
    login_throttle all{1};
    all.failed("2001:db8:1:2::1", begin);
    BOOST_TEST((all.wait_of("2001:db8:1:2:ffff::9", begin) == seconds{1}));
    BOOST_TEST((all.wait_of("2001:db8:1:3::1", begin) == seconds{0}));
    all.failed("::ffff:10.0.0.1", begin);
    BOOST_TEST((all.wait_of("::ffff:10.0.0.2", begin) == seconds{0}));
}

BOOST_AUTO_TEST_CASE(a_flood_of_addresses_takes_no_more_memory_than_its_bound)
{
    login_throttle all{1};
    for (std::size_t i = 0; i < 3 * login_throttle::max_addresses; ++i)
        all.failed(std::to_string(i), begin + std::chrono::milliseconds{i});
    BOOST_TEST(all.size() <= login_throttle::max_addresses);
}

BOOST_AUTO_TEST_CASE(a_burst_of_none_slows_nobody)
{
    login_throttle all{0};
    for (int i = 0; i < 1'000; ++i)
        BOOST_TEST(!all.failed("10.0.0.1", begin));
    BOOST_TEST((all.wait_of("10.0.0.1", begin) == seconds{0}));
    BOOST_TEST(all.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
