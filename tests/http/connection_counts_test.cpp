// Who accepts, of several that listen at one socket.
#include <server/http/connection_counts.hpp>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <unistd.h>

namespace {

using praetor::http::connection_counts;

}

BOOST_AUTO_TEST_SUITE(counts_of_connections)

BOOST_AUTO_TEST_CASE(the_one_with_the_fewest_comes_first_and_who_does_not_accept_is_passed_over)
{
    connection_counts made{3};
    connection_counts other{connection_counts::shared{::fcntl(made.descriptor(), F_DUPFD_CLOEXEC, 0)}};
    BOOST_TEST(other.slots() == 3);
    made.set(0, 2);
    BOOST_TEST(other.is_least(0));
    other.set(1, 1);
    BOOST_TEST(!made.is_least(0));
    BOOST_TEST(made.is_least(1));
    made.set(0, 1);
    BOOST_TEST(made.is_least(0));
    BOOST_TEST(other.is_least(1));
    made.clear(1);
    made.set(0, 100);
    BOOST_TEST(other.is_least(0));
}

BOOST_AUTO_TEST_SUITE_END()
