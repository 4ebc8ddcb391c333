#include <models/deployments/schedule_plan.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::models;
using namespace std::chrono_literals;

namespace {

timestamp at(std::string_view text)
{
    return parse_timestamp(text).value();
}

active_schedule scheduled(std::string schedule)
{
    active_schedule made;
    made.id = *uuid::parse("00000000-0000-4000-8000-000000000001");
    made.schedule.text = std::move(schedule);
    made.parameters.text = R"({"b":2})";
    made.deployment.id = *uuid::parse("00000000-0000-4000-8000-000000000002");
    made.deployment.flow_id = *uuid::parse("00000000-0000-4000-8000-000000000003");
    made.deployment.parameters.text = R"({"a":1,"b":1})";
    made.deployment.tags = {"t"};
    return made;
}

schedule_window from(std::string_view start)
{
    schedule_window window;
    window.start = at(start);
    window.end = window.start + 100 * 24h;
    window.min_time = 1h;
    return window;
}

constexpr auto daily_in_new_york = R"({"cron":"0 0 * * *","timezone":"America/New_York"})";

} // namespace

BOOST_AUTO_TEST_SUITE(schedule_plan)

BOOST_AUTO_TEST_CASE(keys_and_times_are_those_of_the_clocks_of_the_schedule)
{
    auto const plan = plan_runs(scheduled(daily_in_new_york), from("2026-10-31T12:00:00Z"));
    BOOST_REQUIRE(plan.runs.size() == 3);
    BOOST_TEST(plan.key_prefix ==
               "scheduled 00000000-0000-4000-8000-000000000002 00000000-0000-4000-8000-000000000001 ");
    BOOST_TEST(plan.runs[0].clocks_show == "2026-11-01 00:00:00-04:00");
    BOOST_TEST(plan.runs[1].clocks_show == "2026-11-02 00:00:00-05:00"); // clocks were set back
    BOOST_TEST(plan.runs[1].scheduled_time == "2026-11-02T00:00:00-05:00");
    BOOST_TEST(to_rfc3339(plan.runs[1].when) == "2026-11-02T05:00:00Z");
}

BOOST_AUTO_TEST_CASE(a_fraction_of_a_second_is_told_and_none_is_not)
{
    auto const plan = plan_runs(scheduled(R"({"interval":3600,"anchor_date":"2024-01-01T00:00:00.25Z"})"),
                                from("2026-01-01T00:00:00Z"));
    BOOST_TEST(plan.runs.at(0).clocks_show == "2026-01-01 00:00:00.250000+00:00");
}

BOOST_AUTO_TEST_CASE(a_run_has_the_parameters_of_both_and_says_who_made_it)
{
    auto one = scheduled(daily_in_new_york);
    auto const unnamed = plan_runs(one, from("2026-01-01T00:00:00Z"));
    BOOST_TEST(unnamed.parameters == R"({"a":1,"b":2})");
    BOOST_TEST(unnamed.tags == R"(["auto-scheduled","t"])");
    BOOST_TEST(unnamed.created_by ==
               R"({"id":"00000000-0000-4000-8000-000000000001","type":"SCHEDULE","display_value":"CronSchedule"})");
    one.slug = "nightly";
    BOOST_TEST(plan_runs(one, from("2026-01-01T00:00:00Z")).created_by.ends_with(R"("display_value":"nightly"})"));
}

BOOST_AUTO_TEST_CASE(as_many_runs_as_reach_the_least_time_and_no_more_than_the_most)
{
    auto const minutely = scheduled(R"({"interval":60,"anchor_date":"2024-01-01T00:00:00Z"})");
    auto window = from("2026-01-01T00:00:00Z");
    BOOST_TEST(plan_runs(minutely, window).runs.size() == 61); // the first at once, the last in an hour
    window.max_runs = 20;
    BOOST_TEST(plan_runs(minutely, window).runs.size() == 20);
    window.max_runs = 100;
    window.end = window.start + 10min;
    BOOST_TEST(plan_runs(minutely, window).runs.size() == 11);
    window.end = window.start + 100 * 24h;
    window.min_time = {};
    BOOST_TEST(plan_runs(minutely, window).runs.size() == 3);
    window.min_runs = 0;
    BOOST_TEST(plan_runs(minutely, window).runs.size() == 1);
}

BOOST_AUTO_TEST_CASE(a_schedule_is_due_when_it_has_too_few_runs_left_or_they_do_not_reach_far_enough)
{
    auto const window = from("2026-01-01T00:00:00Z");
    auto const due = [&](std::string schedule) {
        return to_rfc3339(plan_runs(scheduled(std::move(schedule)), window).due);
    };
    BOOST_TEST(due(R"({"interval":60,"anchor_date":"2024-01-01T00:00:00Z"})") == "2026-01-01T00:00:00Z");
    BOOST_TEST(due(R"({"interval":86400,"anchor_date":"2024-01-01T12:00:00Z"})") == "2026-01-01T12:00:00Z");
    // One that is beyond the horizon is due when it comes into it.
    BOOST_TEST(due(R"({"cron":"0 0 1 6 *"})") == to_rfc3339(at("2026-06-01T00:00:00Z") - 100 * 24h));
    // And one that is over never is.
    auto const over = plan_runs(scheduled(R"({"rrule":"DTSTART:20200101T000000\nFREQ=DAILY;COUNT=2"})"), window);
    BOOST_TEST(over.runs.empty());
    BOOST_TEST((over.due == max_timestamp));
}

BOOST_AUTO_TEST_CASE(a_schedule_that_is_none_makes_no_runs_and_says_why)
{
    for (auto const* const broken :
         {R"({"cron":"0 0 * * *","timezone":"Nowhere/Land"})", R"({"cron":"x"})", "{}", "null"})
    {
        auto const plan = plan_runs(scheduled(broken), from("2026-01-01T00:00:00Z"));
        BOOST_TEST(plan.problem.has_value());
        BOOST_TEST(plan.runs.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
