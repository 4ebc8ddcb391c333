#include <server/base/json/plain_time.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace praetor;

BOOST_AUTO_TEST_SUITE(plain_time)

BOOST_AUTO_TEST_CASE(every_form_that_pydantic_takes_says_the_same_moment)
{
    auto const expected = parse_timestamp("2024-01-02T03:04:05Z");
    for (auto const* form :
         {"2024-01-02T03:04:05", "2024-01-02 03:04:05z", "2024-01-02_08:34:05+05:30", "2024-01-02t03:04:05,0Z",
          "1704164645", "+1704164645.", "1704164645000", "2024-01-02T03:04:05.0000001234567Z",
          "2024-01-02T02:04:05-0100", "2024-01-02T02:04:05\u221201:00"})
        BOOST_TEST((json::parse_plain_time(form) == expected), form);
    BOOST_TEST((json::parse_plain_time("2024-01-02") == parse_timestamp("2024-01-02T00:00:00Z")));
}

BOOST_AUTO_TEST_CASE(what_is_no_time_is_refused_by_the_first_character_that_does_not_fit)
{
    std::pair<std::string_view, std::string_view> const cases[] = {
        {"", "input is too short"},
        {"now", "input is too short"},
        {"1e3", "input is too short"},
        {" 2024-01-02", "invalid character in year"},
        {"2024/01/02", "invalid date separator, expected `-`"},
        {"2024-1-002", "invalid character in month"},
        {"2024-01/02", "invalid date separator, expected `-`"},
        {"2024-01-0x", "invalid character in day"},
        {"2024-13-01", "month value is outside expected range of 1-12"},
        {"2023-02-29", "day value is outside expected range"},
        {"2024-01-02T", "unexpected extra characters at the end of the input"},
        {"2024-01-02T03:04:05+05", "unexpected extra characters at the end of the input"},
        {"0000-01-01T00:00:00Z", "year 0 is out of range"},
        {"253402300800000", "dates after 9999 are not supported as unix timestamps"},
        {"-62167219200001", "dates before 0000 are not supported as unix timestamps"},
        {"-62135596800001", "year 0 is out of range"},
        {"99999999999999999999", "invalid date separator, expected `-`"},
    };
    for (auto const& [text, fault] : cases) {
        BOOST_TEST(!json::parse_plain_time(text).has_value(), text);
        BOOST_TEST(json::plain_time_error(text) == fault, text);
    }
}

BOOST_AUTO_TEST_CASE(numbers_beyond_the_years_are_refused_as_such)
{
    std::pair<boost::json::value, std::string_view> const cases[] = {
        {std::int64_t{1} << 53, "dates after 9999 are not supported as unix timestamps"},
        {1e300, "dates after 9999 are not supported as unix timestamps"},
        {-62'167'219'200'001, "dates before 0000 are not supported as unix timestamps"},
        {-62'167'219'200'000, "year 0 is out of range"},
        {std::numeric_limits<double>::quiet_NaN(), "NaN values not permitted"},
    };
    for (auto const& [count, fault] : cases) {
        json::problems found{"body"};
        json::plain_time read;
        BOOST_TEST(!json::read(read, count, found));
        BOOST_TEST(found.found().at(0).type == "datetime_parsing");
        BOOST_TEST(found.found().at(0).msg == "Input should be a valid datetime, " + std::string{fault});
    }
    json::problems found{"body"};
    json::plain_time read;
    BOOST_TEST(json::read(read, boost::json::value{1'704'164'645.5}, found));
    BOOST_TEST((read.value == parse_timestamp("2024-01-02T03:04:05.5Z")));
}

BOOST_AUTO_TEST_SUITE_END()
