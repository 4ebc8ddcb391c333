// Lists in a line of text.
#include <server/base/text/split.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

std::vector<std::string> items(std::string_view text, char mark = ',')
{
    std::vector<std::string> all;
    while (!text.empty())
        all.emplace_back(praetor::next_item(text, mark));
    return all;
}

using list = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(split)

BOOST_AUTO_TEST_CASE(items_come_in_order_and_without_blanks_round_them)
{
    BOOST_TEST(items("a, b ,\tc") == (list{"a", "b", "c"}), boost::test_tools::per_element());
    BOOST_TEST(items("q=1; level = 2", ';') == (list{"q=1", "level = 2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_item_is_an_item_but_at_the_end)
{
    BOOST_TEST(items(",a,,b,") == (list{"", "a", "", "b"}), boost::test_tools::per_element());
    BOOST_TEST(items("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
