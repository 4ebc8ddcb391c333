// The limit of open files is the highest that this process may have.
#include <server/app/open_files.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

namespace {

rlimit limit_of_files()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit;
}

// Puts the limit back at its end.
struct fixture
{
    ~fixture() { ::setrlimit(RLIMIT_NOFILE, &before); }

    rlimit const before = limit_of_files();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(open_files, fixture)

BOOST_AUTO_TEST_CASE(the_soft_limit_is_raised_to_the_hard_one)
{
    rlimit const low{500, before.rlim_max};
    BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
    praetor::app::raise_limit_of_open_files();
    BOOST_TEST(limit_of_files().rlim_cur == before.rlim_max);
}

BOOST_AUTO_TEST_CASE(connections_leave_room_for_other_files)
{
    auto const with = [&](rlim_t soft) {
        rlimit const low{soft, before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &low);
        return praetor::app::connections_within_limits();
    };
    BOOST_TEST(with(1'024) == 896U);
    BOOST_TEST(with(200) == 100U);
}

BOOST_AUTO_TEST_SUITE_END()
