#include <server/base/text/utf8.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace praetor;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(only_well_formed_text_is_utf8)
{
    for (auto const good :
         {""sv, "plain"sv, "\0"sv, "\u00e9\u20ac\U0001f600"sv, "\xef\xbf\xbf"sv, "\xf4\x8f\xbf\xbf"sv})
        BOOST_TEST(is_utf8(good), good);
    for (auto const bad : {"\x80"sv, "\xc3"sv, "\xc3("sv, "\xc0\x80"sv, "\xe0\x9f\xbf"sv, "\xed\xa0\x80"sv,
                           "\xf0\x8f\xbf\xbf"sv, "\xf4\x90\x80\x80"sv, "\xf8\x88\x80\x80\x80"sv, "a\xe2\x82"sv})
        BOOST_TEST(!is_utf8(bad));
}

BOOST_AUTO_TEST_CASE(code_points_are_counted_and_cut_whole)
{
    auto const text = "a\u00e9\u20ac\U0001f600z"sv;
    BOOST_TEST(code_points(text) == 5u);
    BOOST_TEST(first_code_points(text, 0).empty());
    BOOST_TEST(first_code_points(text, 4) == "a\u00e9\u20ac\U0001f600");
    BOOST_TEST(first_code_points(text, 5) == text);
    BOOST_TEST(first_code_points(text, 9) == text);
}

BOOST_AUTO_TEST_CASE(code_points_are_taken_one_by_one_and_stray_bytes_as_they_are)
{
    auto rest = "a\u00e9\u20ac\U0001f600\xff"sv;
    std::u32string taken;
    while (!rest.empty())
        taken += take_code_point(rest);
    BOOST_TEST((taken == U"a\u00e9\u20ac\U0001f600\u00ff"));
    auto cut = "\xe2\x82"sv;
    BOOST_TEST((take_code_point(cut) == 0xe2));
    BOOST_TEST(cut.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
