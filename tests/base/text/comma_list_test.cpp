#include <server/base/text/comma_list.hpp>

#include <boost/test/unit_test.hpp>

using praetor::comma_list;

BOOST_AUTO_TEST_SUITE(comma_lists)

BOOST_AUTO_TEST_CASE(words_are_told_without_the_blanks_around_them_and_without_empty_ones)
{
    using words = std::vector<std::string_view>;
    BOOST_TEST(comma_list("") == words{});
    BOOST_TEST(comma_list(" , ,\t,") == words{});
    BOOST_TEST(comma_list("one") == words{"one"});
    BOOST_TEST(comma_list(" one ,two words,\tthree\t,") == (words{"one", "two words", "three"}));
}

BOOST_AUTO_TEST_SUITE_END()
