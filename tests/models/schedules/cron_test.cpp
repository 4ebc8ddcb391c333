#include <models/schedules/cron_expression.hpp>

#include <tests/models/schedules/asked.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::models::schedules;
using praetor::test::at;
using praetor::test::dates_of;
using praetor::test::texts;

BOOST_AUTO_TEST_SUITE(cron)

BOOST_AUTO_TEST_CASE(expressions_that_croniter_takes_are_taken)
{
    cron_expression read;
    for (auto const text : {"* * * * *",
                            "*/5 * * * *",
                            "0 0 1 jan *",
                            "0 0 * * mon-fri",
                            "0 0 * * MON-FRI",
                            "0 0 * * 7",
                            "0 0 * * 5-7",
                            "0 0 * * sat-mon",
                            "0 0 l * *",
                            "0 0 10-l * *",
                            "0 0 15,L * *",
                            "0 0 * * 5#2",
                            "0 0 * * fri#1,mon#3",
                            "0 0 * * mon-wed#2",
                            "0 0 * * l5",
                            "0 0 ? * ?",
                            "@daily",
                            "@HOURLY",
                            "@midnight",
                            "0 0 31 2 *",
                            "0 0 * nov-feb *",
                            "10/5 * * * *",
                            "0 0 * * * 0",
                            "0 0 * * * */10",
                            "0 0 1 1 * 0 2030",
                            "0 0 1 1 * 0 2030-2040/2",
                            "0\t0 * * *",
                            "0 0 * * *\n",
                            "5-5 * * * *",
                            "00 007 * * *",
                            "0 0 0 * * 0",
                            "*,5 * * * *"})
        BOOST_TEST((parse_cron(text, read) == cron_verdict::good), text);
}

BOOST_AUTO_TEST_CASE(others_are_refused)
{
    cron_expression read;
    for (auto const text : {"",
                            "*",
                            "* * * *",
                            "* * * * * * * *",
                            "60 * * * *",
                            "* 24 * * *",
                            "* * 0 * *",
                            "* * 32 * *",
                            "* * * 13 *",
                            "* * * 0 *",
                            "* * * * 8",
                            "-1 * * * *",
                            "1- * * * *",
                            "a * * * *",
                            "*/0 * * * *",
                            "5/ * * * *",
                            "1-5-7 * * * *",
                            "? * * * *",
                            "* * ?1 * *",
                            "* * * * 1#0",
                            "* * * * 1#6",
                            "* * * * 1,2#3",
                            "* * * * l",
                            "* * * * *#2",
                            "l * * * *",
                            "* * * * jan",
                            "* * * mon *",
                            ", * * * *",
                            "h * * * *",
                            "h(1-5) * * * *",
                            "r(5-1) * * * *",
                            "* * * * * 60",
                            "* * * * 7 0",
                            "* * * * * * 1969",
                            "@reboot",
                            "@daily ",
                            "1_0 * * * *",
                            "1.5 * * * *",
                            "+1 * * * *"})
        BOOST_TEST((parse_cron(text, read) == cron_verdict::wrong), text);
    for (auto const text : {"r * * * *", "R * * * *", "r(1-5) * * * *", "* r/5 * * *"})
        BOOST_TEST((parse_cron(text, read) == cron_verdict::random), text);
}

BOOST_AUTO_TEST_CASE(a_time_that_clocks_skip_fires_as_much_later)
{
    auto const schedule = R"({"cron": "30 2 * * *", "timezone": "America/New_York"})";
    BOOST_TEST(dates_of(schedule, 3, "2024-03-09T00:00:00Z") ==
                   (texts{"2024-03-09T07:30:00Z", "2024-03-10T07:30:00Z", "2024-03-11T06:30:00Z"}),
               boost::test_tools::per_element());
    // Asked for within the hour that was skipped, it is still to come.
    BOOST_TEST(dates_of(schedule, 1, "2024-03-10T07:10:00Z") == texts{"2024-03-10T07:30:00Z"},
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(schedule, 1, "2024-03-10T07:30:01Z") == texts{"2024-03-11T06:30:00Z"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_time_that_clocks_show_twice_fires_the_first_time_only)
{
    auto const schedule = R"({"cron": "30 * * * *", "timezone": "America/New_York"})";
    BOOST_TEST(dates_of(schedule, 3, "2024-11-03T05:00:00Z") ==
                   (texts{"2024-11-03T05:30:00Z", "2024-11-03T07:30:00Z", "2024-11-03T08:30:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(schedule, 1, "2024-11-03T06:10:00Z") == texts{"2024-11-03T07:30:00Z"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(day_and_weekday_are_alternatives_unless_told_otherwise)
{
    BOOST_TEST(dates_of(R"({"cron": "0 0 13 * fri"})", 3, "2024-09-01T00:00:00Z") ==
                   (texts{"2024-09-06T00:00:00Z", "2024-09-13T00:00:00Z", "2024-09-20T00:00:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(R"({"cron": "0 0 13 * fri", "day_or": false})", 2, "2024-09-01T00:00:00Z") ==
                   (texts{"2024-09-13T00:00:00Z", "2024-12-13T00:00:00Z"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_last_day_the_nth_weekday_seconds_and_years)
{
    BOOST_TEST(dates_of(R"({"cron": "0 12 l * *"})", 3, "2024-01-31T13:00:00Z") ==
                   (texts{"2024-02-29T12:00:00Z", "2024-03-31T12:00:00Z", "2024-04-30T12:00:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(R"({"cron": "0 0 * * l5"})", 2, "2024-01-01T00:00:00Z") ==
                   (texts{"2024-01-26T00:00:00Z", "2024-02-23T00:00:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(R"({"cron": "0 0 * * fri#5"})", 2, "2024-01-01T00:00:00Z") ==
                   (texts{"2024-03-29T00:00:00Z", "2024-05-31T00:00:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(
        dates_of(R"({"cron": "0 0 * * * */25"})", 4, "2024-01-01T00:00:00.5Z") ==
            (texts{"2024-01-01T00:00:25Z", "2024-01-01T00:00:50Z", "2024-01-02T00:00:00Z", "2024-01-02T00:00:25Z"}),
        boost::test_tools::per_element());
    auto const found = praetor::test::search(R"({"cron": "0 0 1 1 * 0 2030"})", 5, "2024-01-01T00:00:00Z");
    BOOST_TEST(found.dates.size() == 1u);
    BOOST_TEST((found.ended == search_end::no_more));
}

BOOST_AUTO_TEST_CASE(nothing_fires_before_the_start_or_beyond_the_end)
{
    BOOST_TEST(dates_of(R"({"cron": "* * * * *"})", 100, "2024-01-01T10:00:00.000001Z", at("2024-01-01T10:03:00Z")) ==
                   (texts{"2024-01-01T10:01:00Z", "2024-01-01T10:02:00Z", "2024-01-01T10:03:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(R"({"cron": "* * * * *"})", 1, "2024-01-01T10:00:00Z") == texts{"2024-01-01T10:00:00Z"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
