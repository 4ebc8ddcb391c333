#include <server/base/json/parse.hpp>
#include <server/base/json/python_text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace praetor;

namespace {

std::string shown(std::string_view text)
{
    return json::python_text(json::parse(text));
}

} // namespace

BOOST_AUTO_TEST_SUITE(python_text)

// What json.dumps(…, sort_keys=True) of CPython 3.11 gave.
BOOST_AUTO_TEST_CASE(numbers_are_written_as_python_shows_them)
{
    BOOST_TEST(
        shown("[1,-2,0.1,1.0,1e16,1e15,1.5e-5,0.0001,123456789012345.67,-0.0,1e22,2.5e-7,1e100,5e-324,"
              "1.7976931348623157e308,18446744073709551615,1e400,123456789012345678901234567890]") ==
        "[1, -2, 0.1, 1.0, 1e+16, 1000000000000000.0, 1.5e-05, 0.0001, 123456789012345.67, -0.0, 1e+22, 2.5e-07, "
        "1e+100, 5e-324, 1.7976931348623157e+308, 18446744073709551615, Infinity, 123456789012345678901234567890]");
}

BOOST_AUTO_TEST_CASE(texts_are_ascii)
{
    BOOST_TEST(shown("\"Gr\u00f6\u00dfe \U0001F600 \\u007f \u2028 \\\"q\\\" \\\\ \\n\\t\\b\\f\\r\\u0001\"") ==
               R"("Gr\u00f6\u00dfe \ud83d\ude00 \u007f \u2028 \"q\" \\ \n\t\b\f\r\u0001")");
}

BOOST_AUTO_TEST_CASE(keys_stay_in_order_texts_utf8_and_blanks_away_where_that_is_asked_for)
{
    auto const value = json::parse(R"({"b":1.0,"a":["\u00e4\u007f\n",{"z":null,"y":2}]})");
    BOOST_TEST(json::python_text(value, {}) == R"({"b": 1.0, "a": ["\u00e4\u007f\n", {"z": null, "y": 2}]})");
    BOOST_TEST(json::python_text(value, {.ensure_ascii = false, .spaces = false}) ==
               "{\"b\":1.0,\"a\":[\"\u00e4\x7f\\n\",{\"z\":null,\"y\":2}]}");
}

BOOST_AUTO_TEST_CASE(keys_are_sorted_at_every_depth)
{
    BOOST_TEST(shown(R"({"b":{"z":null,"a":[true,{}]},"a":[],"\u00e4":1})") ==
               R"({"a": [], "b": {"a": [true, {}], "z": null}, "\u00e4": 1})");
}

BOOST_AUTO_TEST_SUITE_END()
