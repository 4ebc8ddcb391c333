#include <server/base/json/parse.hpp>
#include <server/base/json/python_value.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;

BOOST_AUTO_TEST_SUITE(python_values)

BOOST_AUTO_TEST_CASE(white_space_of_unicode_is_taken_off_both_ends)
{
    BOOST_TEST(json::stripped(" \t\u00a0\u3000a b\u2028\x1f ") == "a b");
    BOOST_TEST(json::stripped("\u200ba") == "\u200ba"); // of no width, and no white space
    BOOST_TEST(json::stripped(" \u0085 ").empty());
    BOOST_TEST(json::stripped("").empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_what_python_takes_for_false)
{
    BOOST_TEST(json::is_nothing(nullptr));
    for (auto const* nothing : {"null", "false", "0", "0.0", "-0.0", "0e5", R"("")", "[]", "{}"}) {
        auto const value = json::parse(nothing);
        BOOST_TEST(json::is_nothing(&value), nothing);
    }
    for (auto const* something :
         {"true", "1", "-1", "0.1", "NaN", R"(" ")", R"("0")", "[null]", R"({"a":0})", "18446744073709551616"})
    {
        auto const value = json::parse(something);
        BOOST_TEST(!json::is_nothing(&value), something);
    }
}

BOOST_AUTO_TEST_SUITE_END()
