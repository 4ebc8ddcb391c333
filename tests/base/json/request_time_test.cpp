#include <server/base/json/request_time.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;

BOOST_AUTO_TEST_SUITE(request_time)

BOOST_AUTO_TEST_CASE(every_form_that_the_reference_takes_says_the_same_moment)
{
    auto const expected = parse_timestamp("2024-01-02T03:04:05Z");
    for (auto const* form :
         {"2024-01-02T03:04:05Z", "2024-01-02 03:04:05", "2024-01-02_03:04:05", "20240102T030405Z", "20240102 030405",
          "20240102T083405+0530", "2024/01/02 03:04:05", "2024-002T03:04:05", "2024-W01-2T03:04:05", "1704164645",
          "+1704164645", "1704164645.", "1704164645000", "2024-01-02T03:04:05.0000001234Z"})
        BOOST_TEST((json::parse_request_time(form) == expected), form);
}

BOOST_AUTO_TEST_CASE(an_offset_is_told_again)
{
    auto const told = [](std::string_view form) {
        std::string out;
        append_rfc3339(out, json::parse_request_time(form).value());
        return out;
    };
    BOOST_TEST(told("2024-01-02T03:04:05+05:30") == "2024-01-02T03:04:05+05:30");
    BOOST_TEST(told("20240102T030405.5-0800") == "2024-01-02T03:04:05.500000-08:00");
    BOOST_TEST(told("2024-01-02T03:04:05+00:00") == "2024-01-02T03:04:05Z");
    BOOST_TEST(told("2024-01-02") == "2024-01-02T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(dates_without_a_time_are_midnights)
{
    auto const expected = parse_timestamp("2024-01-01");
    for (auto const* form : {"2024-01-01", "2024-01", "2024/01/01", "2024-W01", "2024W01", "2024W011", "2024-001"})
        BOOST_TEST((json::parse_request_time(form) == expected), form);
    BOOST_TEST((json::parse_request_time("2024-366") == parse_timestamp("2024-12-31")));
}

BOOST_AUTO_TEST_CASE(what_is_no_moment_is_refused)
{
    for (auto const* form : {"",
                             " ",
                             "1e3",
                             "2024-1-2",
                             "2024-13-01",
                             "2023-02-29",
                             "0000-01-01",
                             "10000-01-01",
                             "2024-01-02T24:00:00Z",
                             "2024-01-02T",
                             "2024-01-02T03:",
                             "2024-01-02T03:04:05+",
                             "2024-01-02T03:04:05 +05:30",
                             "2024-01-02T030405",
                             "20240102T03:04:05",
                             "2024-W53-7",
                             "2024-000",
                             "2024-367",
                             "2023-366",
                             "24-01-02",
                             "2024.01.02",
                             "P1D",
                             "yesterday"})
        BOOST_TEST(!json::parse_request_time(form), form);
}

BOOST_AUTO_TEST_CASE(numbers_beyond_the_calendar_are_refused)
{
    BOOST_TEST((json::time_of_number(20'000'000'001.0) == parse_timestamp("1970-08-20T11:33:20.001Z")));
    BOOST_TEST(json::time_of_number(253'402'300'799'999.0).has_value());
    BOOST_TEST(!json::time_of_number(253'402'300'800'000.0).has_value());
    BOOST_TEST(!json::time_of_number(std::numeric_limits<double>::quiet_NaN()).has_value());
    BOOST_TEST(!json::time_of_number(1e300).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
