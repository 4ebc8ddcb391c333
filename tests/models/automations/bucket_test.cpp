// Event triggers without a database and without a clock: what fires, and when.
#include <tests/models/automations/told_triggers.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::test;

namespace {

constexpr auto at_once = R"({"posture":"Reactive","expect":["animal.ingested"],"threshold":1,"within":0})";
constexpr auto two_in_ten = R"({"posture":"Reactive","expect":["animal.ingested"],"threshold":2,"within":10})";
constexpr auto spider_then_fly =
    R"({"posture":"Reactive","after":["spider"],"expect":["fly"],"threshold":1,"within":10})";
constexpr auto woman_answers = R"({"posture":"Proactive","expect":["answer"],"threshold":1,"within":10})";
constexpr auto heartbeat =
    R"({"posture":"Proactive","after":["beat"],"expect":["beat","done"],"for_each":["prefect.resource.id"],"threshold":1,"within":10})";
constexpr auto stuck =
    R"({"posture":"Proactive","after":["pending"],"expect":["running","failed"],"for_each":["prefect.resource.id"],"threshold":1,"within":30})";

} // namespace

BOOST_AUTO_TEST_SUITE(trigger_buckets)

BOOST_AUTO_TEST_CASE(a_trigger_without_a_span_fires_by_each_event_that_it_expects)
{
    counter of{at_once};
    BOOST_TEST(of.hear(0, "animal.ingested") == 1U);
    BOOST_TEST(!of.state.open.has_value());
    BOOST_TEST(of.hear(0, "animal.ingested") == 1U);
    BOOST_TEST(of.hear(-7200, "animal.ingested") == 1U);
    BOOST_TEST(of.hear(1, "animal.walked") == 0U);
}

BOOST_AUTO_TEST_CASE(a_trigger_without_a_span_and_with_a_threshold_counts_events_of_any_time)
{
    counter of{R"({"posture":"Reactive","expect":["a"],"threshold":3,"within":0})"};
    BOOST_TEST(of.hear(0, "a") == 0U);
    BOOST_TEST(of.hear(500, "a") == 0U);
    BOOST_TEST(of.hear(-100, "a") == 1U);
    BOOST_TEST(of.hear(1, "a") == 0U);
}

BOOST_AUTO_TEST_CASE(it_fires_as_soon_as_the_threshold_is_reached_and_is_quiet_until_its_span_has_passed)
{
    counter of{two_in_ten};
    BOOST_TEST(of.hear(0, "animal.ingested") == 0U);
    BOOST_TEST(of.hear(1, "animal.ingested") == 1U);
    BOOST_TEST((of.state.open->start == second(10))); // of the first event's span
    BOOST_TEST(of.hear(2, "animal.ingested") == 0U);
    BOOST_TEST(of.hear(9.9, "animal.ingested") == 0U);
    BOOST_TEST(of.hear(10, "animal.ingested") == 0U); // the first of the next
    BOOST_TEST(of.hear(19, "animal.ingested") == 1U);
}

BOOST_AUTO_TEST_CASE(a_threshold_that_is_not_reached_in_time_starts_anew)
{
    counter of{two_in_ten};
    BOOST_TEST(of.hear(0, "animal.ingested") == 0U);
    BOOST_TEST(of.hear(11, "animal.ingested") == 0U);
    BOOST_TEST(of.state.open->count == 1);
    BOOST_TEST((of.state.open->start == second(11)));
    BOOST_TEST(of.hear(12, "animal.ingested") == 1U);
}

BOOST_AUTO_TEST_CASE(the_first_bucket_reaches_back_for_events_out_of_order)
{
    counter of{two_in_ten};
    BOOST_TEST(of.hear(0, "animal.ingested") == 0U);
    BOOST_TEST(of.hear(-600, "animal.ingested") == 1U);
    counter other{two_in_ten};
    BOOST_TEST(other.hear(0, "animal.ingested") == 0U);
    BOOST_TEST(other.hear(-901, "animal.ingested") == 0U);
    BOOST_TEST(other.state.open->count == 1);
}

BOOST_AUTO_TEST_CASE(an_event_of_the_far_future_fires_in_a_bucket_of_its_own)
{
    counter of{R"({"posture":"Reactive","expect":["a"],"threshold":1,"within":10})"};
    BOOST_TEST(of.hear(0, "a") == 1U);
    BOOST_TEST(of.hear(100, "a") == 1U);
    BOOST_TEST((of.state.open->start == second(110)));
}

BOOST_AUTO_TEST_CASE(rapid_events_fire_once_a_span)
{
    counter of{R"({"posture":"Reactive","expect":["a"],"threshold":1,"within":10})"};
    std::size_t fired = 0;
    for (int i = 0; i < 1000; ++i)
        fired += of.hear(i * 0.1, "a"); // 100 seconds
    BOOST_TEST(fired == 10U);
}

BOOST_AUTO_TEST_CASE(what_is_counted_after_another_event_is_counted_from_it_on)
{
    counter of{spider_then_fly};
    BOOST_TEST(of.hear(0, "fly") == 0U);
    BOOST_TEST(!of.state.open.has_value());
    BOOST_TEST(of.hear(1, "spider") == 0U);
    BOOST_TEST(of.hear(0.5, "fly") == 0U); // before it
    BOOST_TEST(of.hear(5, "fly") == 1U);
    BOOST_TEST(of.hear(6, "fly") == 0U); // another spider has to come first
    BOOST_TEST(of.hear(7, "spider") == 0U);
    BOOST_TEST(of.hear(17, "fly") == 0U); // too late
    BOOST_TEST(!of.state.open.has_value());
}

BOOST_AUTO_TEST_CASE(an_event_that_both_opens_and_counts_does_not_fire_by_itself)
{
    counter of{R"({"posture":"Reactive","after":["a"],"expect":["a"],"threshold":1,"within":10})"};
    BOOST_TEST(of.hear(0, "a") == 0U);
    BOOST_TEST(of.hear(1, "a") == 1U);
    counter twice{R"({"posture":"Reactive","after":["a"],"expect":["a"],"threshold":2,"within":10})"};
    BOOST_TEST(twice.hear(0, "a") == 0U);
    BOOST_TEST(twice.hear(1, "a") == 0U);
    BOOST_TEST(twice.hear(2, "a") == 1U);
}

BOOST_AUTO_TEST_CASE(a_proactive_trigger_fires_where_nothing_came_within_its_span)
{
    counter of{woman_answers};
    BOOST_TEST(of.pass(0) == 0U);
    BOOST_TEST(of.pass(9) == 0U);
    BOOST_TEST(of.pass(10) == 1U);
    BOOST_TEST((of.fired.front() == nullptr));
    BOOST_TEST((of.state.open->start == second(10)));
    BOOST_TEST(of.pass(15) == 0U);
    BOOST_TEST(of.pass(21) == 1U);
}

BOOST_AUTO_TEST_CASE(a_proactive_trigger_that_has_seen_enough_does_not_fire)
{
    counter of{woman_answers};
    BOOST_TEST(of.pass(0) == 0U);
    BOOST_TEST(of.hear(5, "answer") == 0U);
    BOOST_TEST(of.state.open->count == 1);
    BOOST_TEST(of.pass(10) == 0U);
    BOOST_TEST(!of.state.open.has_value());
    BOOST_TEST(of.pass(20) == 0U); // from here on it waits again
    BOOST_TEST(of.pass(30) == 1U);
}

BOOST_AUTO_TEST_CASE(a_proactive_trigger_fires_by_an_event_that_comes_too_late)
{
    counter of{woman_answers};
    of.pass(0);
    auto const late = event_at(12, "answer");
    BOOST_TEST(of.hear(late) == 1U);
    BOOST_TEST((of.fired.front() == late));
    BOOST_TEST((of.state.open->start == second(12)));
    BOOST_TEST(of.state.open->count == 1);
}

BOOST_AUTO_TEST_CASE(a_run_that_is_stuck_is_told_once_and_one_that_goes_on_is_not)
{
    counter of{stuck};
    auto const pending = event_at(0, "pending");
    BOOST_TEST(of.hear(pending) == 0U);
    BOOST_TEST(of.pass(29) == 0U);
    BOOST_TEST(of.pass(30) == 1U);
    BOOST_TEST((of.fired.front() == pending));
    BOOST_TEST(!of.state.open.has_value());
    BOOST_TEST(of.pass(60) == 0U);

    counter other{stuck};
    BOOST_TEST(other.hear(0, "pending") == 0U);
    BOOST_TEST(other.hear(3, "running") == 0U);
    BOOST_TEST(other.pass(31) == 0U);
}

BOOST_AUTO_TEST_CASE(heartbeats_that_stop_are_told_and_each_beat_waits_for_the_next)
{
    counter of{heartbeat};
    for (double beat = 0; beat < 60; beat += 8)
        BOOST_TEST(of.hear(beat, "beat") == 0U);
    BOOST_TEST((of.state.open->start == second(56)));
    BOOST_TEST(of.pass(65.9) == 0U);
    BOOST_TEST(of.pass(66) == 1U);
    BOOST_TEST((of.fired.front()->what.occurred == second(56)));
    BOOST_TEST(of.pass(90) == 0U);
}

BOOST_AUTO_TEST_CASE(heartbeats_end_with_the_run_whatever_the_order)
{
    counter of{heartbeat};
    BOOST_TEST(of.hear(0, "beat") == 0U);
    BOOST_TEST(of.hear(5, "done") == 0U);
    BOOST_TEST(of.pass(20) == 0U);

    counter reordered{heartbeat}; // the end overtakes the last beat
    BOOST_TEST(reordered.hear(0, "beat") == 0U);
    BOOST_TEST(reordered.hear(5.1, "done") == 0U);
    BOOST_TEST(reordered.hear(5, "beat") == 0U);
    BOOST_TEST(reordered.pass(30) == 0U);

    counter late{heartbeat}; // the end comes before any bucket is open
    BOOST_TEST(late.hear(5.1, "done") == 0U);
    BOOST_TEST(late.hear(5, "beat") == 0U);
    BOOST_TEST(late.pass(30) == 0U);
}

BOOST_AUTO_TEST_CASE(a_held_event_is_counted_once_though_it_comes_twice)
{
    counter of{R"({"posture":"Proactive","after":["a"],"expect":["b"],"for_each":["x"],"threshold":2,"within":10})"};
    auto const b = event_at(1, "b");
    BOOST_TEST(of.hear(b) == 0U);
    BOOST_TEST(of.hear(0, "a") == 0U);
    BOOST_TEST(of.state.open->count == 1);
    BOOST_TEST(of.hear(b) == 0U);
    BOOST_TEST(of.state.open->count == 1);
    BOOST_TEST(of.pass(10) == 1U);
}

BOOST_AUTO_TEST_CASE(held_events_are_no_more_than_any_window_needs)
{
    models::held_events held;
    for (int i = 0; i < 100; ++i)
        held.hold({second(i * 0.1), uuid::ordered()}, std::chrono::seconds{10}, 2);
    BOOST_TEST(held.added().size() == 4U);
    BOOST_TEST(held.count(second(0), second(0.2)) == 2);
    BOOST_TEST(held.count(second(9.8), second(10)) == 2);
    held.hold({second(10), uuid::ordered()}, std::chrono::seconds{10}, 2); // the next slot
    BOOST_TEST(held.added().size() == 5U);
    held.hold({second(1900), uuid::ordered()}, std::chrono::seconds{10}, 2);
    BOOST_TEST(held.added().size() == 1U);
    BOOST_TEST(held.removed().empty());
}

BOOST_AUTO_TEST_CASE(keys_are_labels_in_their_order_and_of_the_first_resource_in_a_role)
{
    auto const of = trigger_of(R"({"posture":"Reactive","for_each":["related:flow:prefect.resource.id","b","a"]})");
    auto const& what = *of.if_event();
    auto const one = event_at(0, "x", {"r", {{"a", "1"}}},
                              {{"f.0", {{"prefect.resource.role", "tag"}}},
                               {"f.1", {{"prefect.resource.role", "flow"}}},
                               {"f.2", {{"prefect.resource.role", "flow"}}}});
    std::vector<std::string> const expected{"1", "", "f.1"};
    BOOST_TEST(what.bucketing_key(one->what) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(spans_without_an_end_end_with_the_last_moment_there_is)
{
    counter of{R"({"posture":"Reactive","expect":["a"],"threshold":2,"within":9e12})"};
    BOOST_TEST(of.hear(0, "a") == 0U);
    BOOST_TEST((of.state.open->end == max_timestamp));
    BOOST_TEST(of.hear(1e9, "a") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
