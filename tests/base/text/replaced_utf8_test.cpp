// What is no UTF-8, as text.
#include <server/base/text/replaced_utf8.hpp>

#include <boost/test/unit_test.hpp>

using praetor::replaced_utf8;

BOOST_AUTO_TEST_SUITE(replaced_utf8_text)

BOOST_AUTO_TEST_CASE(text_stays_as_it_is)
{
    for (std::string const text : {"", "plain", "a\u00e9\u20ac\U0001f600"})
        BOOST_TEST(replaced_utf8(text) == text);
}

BOOST_AUTO_TEST_CASE(each_part_that_is_none_is_replaced_as_python_does)
{
    BOOST_TEST(replaced_utf8("my\xde"
                             "ployment") == "my\ufffdployment");
    BOOST_TEST(replaced_utf8("\xff\xfe") == "\ufffd\ufffd");
    BOOST_TEST(replaced_utf8("\xe2\x82!") == "\ufffd!");
    BOOST_TEST(replaced_utf8("\xed\xa0\x80") == "\ufffd\ufffd\ufffd");
    BOOST_TEST(replaced_utf8("\xf0\x9f\x98") == "\ufffd");
    BOOST_TEST(replaced_utf8("\xf0\x80\xc3\xa9") == "\ufffd\ufffd\u00e9");
}

BOOST_AUTO_TEST_SUITE_END()
