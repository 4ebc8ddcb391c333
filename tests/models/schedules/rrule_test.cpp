#include <models/schedules/rrule_set.hpp>

#include <tests/models/schedules/asked.hpp>

#include <boost/test/unit_test.hpp>

#include <server/base/json/codec.hpp>

using namespace praetor;
using namespace praetor::models::schedules;
using praetor::test::at;
using praetor::test::dates_of;
using praetor::test::texts;

namespace {

std::string resource_error(std::string_view text)
{
    try {
        parse_rrule_set(text);
        return "";
    }
    catch (bad_rrule const& error) {
        return error.what();
    }
}

std::string rrule(std::string_view text, std::string_view zone = "UTC")
{
    std::string made = R"({"rrule":)";
    json::write_string(made, text);
    return made + R"(,"timezone":")" + std::string{zone} + "\"}";
}

} // namespace

BOOST_AUTO_TEST_SUITE(rrules)

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_in_dateutils_words)
{
    BOOST_TEST(resource_error("") == "empty string");
    BOOST_TEST(resource_error(" \n ") == "empty string");
    BOOST_TEST(resource_error("FOO") == "not enough values to unpack (expected 2, got 1)");
    BOOST_TEST(resource_error("FREQ=DAILY=3") == "too many values to unpack (expected 2)");
    BOOST_TEST(resource_error("FREQ=DAILY;") == "not enough values to unpack (expected 2, got 1)");
    BOOST_TEST(resource_error("FREQ=OFTEN") == "invalid 'FREQ': OFTEN");
    BOOST_TEST(resource_error("freq=daily;count=x") == "invalid 'COUNT': X");
    BOOST_TEST(resource_error("FREQ=DAILY;FOO=1") == "unknown parameter 'FOO'");
    BOOST_TEST(resource_error("FREQ=DAILY;BYDAY=") == "invalid 'BYDAY': ");
    BOOST_TEST(resource_error("FREQ=DAILY;BYDAY=0MO") == "invalid 'BYDAY': 0MO");
    BOOST_TEST(resource_error("FREQ=DAILY;UNTIL=soon") == "invalid 'UNTIL': SOON");
    BOOST_TEST(resource_error("FREQ=DAILY;BYHOUR=25") == "hour must be in 0..23");
    BOOST_TEST(resource_error("FREQ=DAILY;BYMINUTE=60") == "minute must be in 0..59");
    BOOST_TEST(resource_error("FREQ=DAILY;BYSETPOS=0") == "bysetpos must be between 1 and 366, or between -366 and -1");
    BOOST_TEST(resource_error("FREQ=HOURLY;INTERVAL=2;BYHOUR=3") == "Invalid rrule byxxx generates an empty set.");
    BOOST_TEST(resource_error("DTSTART:20200101T000000Z\nRRULE:FREQ=DAILY;UNTIL=20210101T000000") ==
               "RRULE UNTIL values must be specified in UTC when DTSTART is timezone-aware");
    BOOST_TEST(resource_error("DTSTART;TZID=Europe/Paris:20200101T000000\nRRULE:FREQ=DAILY;UNTIL=20210101T000000Z") ==
               "");
    BOOST_TEST(resource_error("DTSTART;TZID=Europe/Paris:20200101T000000Z\nRRULE:FREQ=DAILY") ==
               "DTSTART/EXDATE specifies multiple timezone");
    BOOST_TEST(resource_error("DTSTART;FOO=1:20200101\nRRULE:FREQ=DAILY") == "unsupported parm: FOO=1");
    BOOST_TEST(resource_error("DTSTART:20200101,20200102\nRRULE:FREQ=DAILY") ==
               "Multiple DTSTART values specified:20200101,20200102");
    BOOST_TEST(resource_error("DTSTART:20201301\nRRULE:FREQ=DAILY") == "month must be in 1..12: 20201301");
    BOOST_TEST(resource_error("DTSTART:20200230\nRRULE:FREQ=DAILY") == "day is out of range for month: 20200230");
    BOOST_TEST(resource_error("RDATE;FOO=1:20200101") == "unsupported RDATE parm: FOO=1");
    BOOST_TEST(resource_error("FOO:1\nRRULE:FREQ=DAILY") == "unsupported property: FOO");
    BOOST_TEST(resource_error("RRULE:RRULE:FREQ=DAILY\nRRULE:FREQ=DAILY") == "");
    BOOST_TEST(resource_error("FOO:FREQ=DAILY") == "unsupported property: FOO");
}

BOOST_AUTO_TEST_CASE(what_hangs_the_reference_or_makes_it_fail_is_refused)
{
    BOOST_TEST(resource_error("INTERVAL=1") == "FREQ is missing");
    BOOST_TEST(resource_error("DTSTART:20200101") == "RRULE is missing");
    BOOST_TEST(resource_error("FREQ=DAILY;INTERVAL=0") == "INTERVAL must be at least 1");
    BOOST_TEST(resource_error("FREQ=DAILY;INTERVAL=-1") == "INTERVAL must be at least 1");
    BOOST_TEST(resource_error("FREQ=HOURLY;BYMINUTE=75") == "minute must be in 0..59");
}

BOOST_AUTO_TEST_CASE(rules_without_a_start_count_from_2020)
{
    BOOST_TEST(dates_of(rrule("FREQ=DAILY;INTERVAL=2"), 2, "2020-01-02T00:00:00Z") ==
                   (texts{"2020-01-03T00:00:00Z", "2020-01-05T00:00:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(rrule("FREQ=YEARLY"), 1, "2024-01-02T00:00:00Z") == texts{"2025-01-01T00:00:00Z"},
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(rrule("FREQ=DAILY;COUNT=3"), 9, "2020-01-02T00:00:00Z") ==
                   (texts{"2020-01-02T00:00:00Z", "2020-01-03T00:00:00Z"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(times_are_those_of_the_zone_whatever_offset_the_start_tells)
{
    BOOST_TEST(
        dates_of(rrule("DTSTART:20240309T090000Z\nRRULE:FREQ=DAILY", "America/New_York"), 3, "2024-03-09T00:00:00Z") ==
            (texts{"2024-03-09T14:00:00Z", "2024-03-10T13:00:00Z", "2024-03-11T13:00:00Z"}),
        boost::test_tools::per_element());
    // 02:30 is skipped on the 10th, and 01:30 then.
    BOOST_TEST(
        dates_of(rrule("DTSTART:20240309T023000\nRRULE:FREQ=DAILY", "America/New_York"), 3, "2024-03-09T00:00:00Z") ==
            (texts{"2024-03-09T07:30:00Z", "2024-03-10T06:30:00Z", "2024-03-11T06:30:00Z"}),
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(ordinals_positions_weeks_and_easter)
{
    BOOST_TEST(dates_of(rrule("FREQ=MONTHLY;BYDAY=-1FR"), 2, "2024-01-01T00:00:00Z") ==
                   (texts{"2024-01-26T00:00:00Z", "2024-02-23T00:00:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(rrule("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;BYHOUR=9,17"), 2,
                        "2024-03-01T00:00:00Z") == (texts{"2024-03-29T17:00:00Z", "2024-04-30T17:00:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(rrule("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO"), 3, "2024-01-02T00:00:00Z") ==
                   (texts{"2024-12-30T00:00:00Z", "2025-12-29T00:00:00Z", "2027-01-04T00:00:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(rrule("FREQ=YEARLY;BYEASTER=0"), 3, "2024-01-01T00:00:00Z") ==
                   (texts{"2024-03-31T00:00:00Z", "2025-04-20T00:00:00Z", "2026-04-05T00:00:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(rrule("FREQ=YEARLY;BYYEARDAY=-1,100"), 2, "2024-01-01T00:00:00Z") ==
                   (texts{"2024-04-09T00:00:00Z", "2024-12-31T00:00:00Z"}),
               boost::test_tools::per_element());
    // The week start decides which weeks are every other one.
    auto const from = "DTSTART:19970805T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=";
    BOOST_TEST(
        dates_of(rrule(std::string{from} + "MO"), 4, "1997-08-01T00:00:00Z") ==
            (texts{"1997-08-05T09:00:00Z", "1997-08-10T09:00:00Z", "1997-08-19T09:00:00Z", "1997-08-24T09:00:00Z"}),
        boost::test_tools::per_element());
    BOOST_TEST(
        dates_of(rrule(std::string{from} + "SU"), 4, "1997-08-01T00:00:00Z") ==
            (texts{"1997-08-05T09:00:00Z", "1997-08-17T09:00:00Z", "1997-08-19T09:00:00Z", "1997-08-31T09:00:00Z"}),
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sets_add_dates_and_take_others_out)
{
    BOOST_TEST(dates_of(rrule("DTSTART:20240101T000000\nRRULE:FREQ=DAILY;UNTIL=20240106\nEXRULE:FREQ=DAILY;INTERVAL=2\n"
                              "RDATE:20240101T120000,20240104T000000\nEXDATE:20240106"),
                        9, "2024-01-01T00:00:00Z") ==
                   (texts{"2024-01-01T12:00:00Z", "2024-01-02T00:00:00Z", "2024-01-04T00:00:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(rrule("RDATE:20240101T120000"), 9, "2024-01-01T00:00:00Z") == texts{"2024-01-01T12:00:00Z"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_start_long_ago_costs_no_walk)
{
    BOOST_TEST(dates_of(rrule("DTSTART:19700101T000000\nRRULE:FREQ=SECONDLY;INTERVAL=7"), 2, "2100-01-01T00:00:00Z") ==
                   (texts{"2100-01-01T00:00:01Z", "2100-01-01T00:00:08Z"}),
               boost::test_tools::per_element());
    // Nor does counting, where each second counts.
    BOOST_TEST(
        dates_of(rrule("DTSTART:20200101T000000\nRRULE:FREQ=SECONDLY;COUNT=31622403"), 9, "2021-01-01T00:00:00Z") ==
            (texts{"2021-01-01T00:00:00Z", "2021-01-01T00:00:01Z", "2021-01-01T00:00:02Z"}),
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_never_fires_has_no_dates_and_says_that_the_search_was_given_up_or_over)
{
    for (auto const text :
         {"FREQ=DAILY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2",
          "RRULE:FREQ=SECONDLY\nEXRULE:FREQ=SECONDLY", "FREQ=SECONDLY;BYHOUR=30", "FREQ=YEARLY;BYWEEKNO=60",
          "FREQ=MONTHLY;BYSETPOS=300", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=YEARLY;BYDAY=99MO", "FREQ=YEARLY;BYEASTER=5000",
          "FREQ=MINUTELY;INTERVAL=120;BYHOUR=3", "FREQ=SECONDLY;COUNT=1000000000;BYSECOND=1,2",
          "FREQ=YEARLY;BYMONTH=0,13;BYDAY=1MO", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;UNTIL=20190101",
          "FREQ=DAILY;INTERVAL=99999999999999999999"})
    {
        auto const found = praetor::test::search(rrule(text), 50, "2024-01-02T00:00:00Z", at("2124-01-01T00:00:00Z"));
        BOOST_TEST(found.dates.empty(), text);
        BOOST_TEST((found.ended == search_end::gave_up || found.ended == search_end::no_more), text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
