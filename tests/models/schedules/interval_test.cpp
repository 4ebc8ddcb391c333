#include <tests/models/schedules/asked.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using praetor::test::at;
using praetor::test::dates_of;
using praetor::test::texts;

BOOST_AUTO_TEST_SUITE(interval_schedules)

BOOST_AUTO_TEST_CASE(dates_keep_the_phase_of_the_anchor_on_both_of_its_sides)
{
    auto const schedule = R"({"interval": 3600, "anchor_date": "2024-05-01T00:17:00+02:00"})";
    BOOST_TEST(dates_of(schedule, 2, "2024-06-01T10:00:00Z") == (texts{"2024-06-01T10:17:00Z", "2024-06-01T11:17:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(schedule, 2, "2020-06-01T10:17:00Z") == (texts{"2020-06-01T10:17:00Z", "2020-06-01T11:17:00Z"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(days_keep_the_time_that_clocks_show)
{
    auto const schedule =
        R"({"interval": 86400, "anchor_date": "2024-03-08T09:00:00-05:00", "timezone": "America/New_York"})";
    BOOST_TEST(dates_of(schedule, 4, "2024-03-08T00:00:00Z") == (texts{"2024-03-08T14:00:00Z", "2024-03-09T14:00:00Z",
                                                                       "2024-03-10T13:00:00Z", "2024-03-11T13:00:00Z"}),
               boost::test_tools::per_element());
    // Asked for years later it is the same time, and the first one is not left out.
    BOOST_TEST(dates_of(schedule, 2, "2026-07-01T13:00:00Z") == (texts{"2026-07-01T13:00:00Z", "2026-07-02T13:00:00Z"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_day_on_which_clocks_skip_the_time_moves_all_later_ones)
{
    auto const schedule =
        R"({"interval": 86400, "anchor_date": "2024-03-08T02:30:00-05:00", "timezone": "America/New_York"})";
    BOOST_TEST(dates_of(schedule, 4, "2024-03-09T00:00:00Z") == (texts{"2024-03-09T07:30:00Z", "2024-03-10T07:30:00Z",
                                                                       "2024-03-11T07:30:00Z", "2024-03-12T07:30:00Z"}),
               boost::test_tools::per_element());
    BOOST_TEST(dates_of(schedule, 1, "2024-03-20T00:00:00Z") == texts{"2024-03-20T07:30:00Z"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(hours_go_on_when_clocks_are_set_forward)
{
    auto const schedule =
        R"({"interval": 3600, "anchor_date": "2024-01-01T00:00:00Z", "timezone": "America/New_York"})";
    BOOST_TEST(dates_of(schedule, 3, "2024-03-10T06:00:00Z") ==
                   (texts{"2024-03-10T06:00:00Z", "2024-03-10T07:00:00Z", "2024-03-10T08:00:00Z"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_two_dates_that_look_alike_the_first_is_kept_as_in_the_reference)
{
    auto const schedule =
        R"({"interval": 3600, "anchor_date": "2024-01-01T00:30:00Z", "timezone": "America/New_York"})";
    BOOST_TEST(dates_of(schedule, 3, "2024-11-03T04:00:00Z") ==
                   (texts{"2024-11-03T04:30:00Z", "2024-11-03T05:30:00Z", "2024-11-03T07:30:00Z"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_interval_of_a_microsecond_a_century_and_more_costs_nothing)
{
    auto const tiny = praetor::test::search(R"({"interval": 0.000001, "anchor_date": "1970-01-01T00:00:00Z"})", 3,
                                            "2024-01-01T00:00:00Z");
    BOOST_TEST(tiny.dates.size() == 3u);
    BOOST_TEST(dates_of(R"({"interval": 9000000000000, "anchor_date": "2024-01-01T00:00:00Z"})", 3,
                        "2023-01-01T00:00:00Z") == texts{},
               boost::test_tools::per_element());
    auto const rare = praetor::test::search(R"({"interval": "P3000000D", "anchor_date": "2024-01-01T00:00:00Z"})", 3,
                                            "2024-01-02T00:00:00Z");
    BOOST_TEST(rare.dates.empty());
    BOOST_TEST((rare.ended == models::schedules::search_end::no_more));
}

BOOST_AUTO_TEST_CASE(a_count_of_all_up_to_an_end_is_a_thousand)
{
    auto const schedule = praetor::test::schedule_of(R"({"interval": 1, "anchor_date": "1970-01-01T00:00:00Z"})");
    auto const found = models::dates(schedule, std::nullopt, at("2024-01-01T00:00:00Z"), at("2124-01-01T00:00:00Z"));
    BOOST_TEST(found.dates.size() == 1'000u);
    BOOST_TEST(models::dates(schedule, std::nullopt, at("2024-01-01T00:00:00Z")).dates.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
