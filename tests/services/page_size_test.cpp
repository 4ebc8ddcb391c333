#include <server/services/page_size.hpp>

#include <boost/test/unit_test.hpp>

using praetor::services::page_size;

BOOST_AUTO_TEST_SUITE(page_sizes)

BOOST_AUTO_TEST_CASE(pages_of_small_rows_grow_to_the_most)
{
    page_size size{250, 1'000'000};
    BOOST_TEST(size.rows() == 32);
    size.learn(32, 3'200);
    BOOST_TEST(size.rows() == 64);
    size.learn(64, 6'400);
    size.learn(128, 12'800);
    BOOST_TEST(size.rows() == 250);
}

BOOST_AUTO_TEST_CASE(pages_of_large_rows_shrink_to_one_at_least)
{
    page_size size{250, 1'000'000};
    size.learn(32, 32 * 100'000);
    BOOST_TEST(size.rows() == 10);
    size.learn(10, 10 * 5'000'000);
    BOOST_TEST(size.rows() == 1);
    size.learn(1, 100);
    BOOST_TEST(size.rows() == 2);
    size.learn(0, 0);
    BOOST_TEST(size.rows() == 2);
}

BOOST_AUTO_TEST_CASE(no_page_is_larger_than_the_most)
{
    BOOST_TEST((page_size{10}.rows() == 10));
}

BOOST_AUTO_TEST_SUITE_END()
