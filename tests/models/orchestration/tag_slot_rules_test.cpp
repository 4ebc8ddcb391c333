#include <tests/models/orchestration/transitions.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::models;
using namespace praetor::tests;
using enum state_type;

namespace {

transition tagged(state_type from, state_type to, std::vector<concurrency_limit> limits,
                  std::vector<concurrency_lease> leases = {}, std::vector<tag_limit> old = {})
{
    auto made = asking(from, to);
    made.run.tags = {"a", "b"};
    made.slots = slot_ledger{std::move(limits), std::move(leases), std::move(old), made.when, {}};
    return made;
}

tag_limit legacy_limit(std::string tag, std::int64_t limit, std::vector<std::string> runs)
{
    return {{uuid::random(), {}, {}}, std::move(tag), limit, std::move(runs)};
}

bool is_untouched(transition const& t)
{
    for (auto const& one : t.slots.leases())
        if (one.made && !one.ended)
            return false;
    for (auto const& one : t.slots.legacy_limits())
        for (auto const& run : one.active_slots)
            if (run == to_string(t.run.id))
                return false;
    return true;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tag_slot_rules)

BOOST_AUTO_TEST_CASE(a_task_takes_a_slot_of_each_of_its_tags_under_one_lease)
{
    auto t = tagged(PENDING, RUNNING, {limit_of("tag:a", 1, 0), limit_of("tag:b", 3, 2)});
    orchestrated_as_task(t);
    BOOST_TEST(outcome(t) == "ACCEPT RUNNING/Running");
    BOOST_TEST(t.slots.limits()[0].active_slots == 1);
    BOOST_TEST(t.slots.limits()[1].active_slots == 3);
    BOOST_REQUIRE(t.slots.leases().size() == 1U);
    BOOST_TEST(t.slots.leases()[0].limits.size() == 2U);
    BOOST_TEST((t.slots.leases()[0].holder->id == t.run.id));
}

BOOST_AUTO_TEST_CASE(a_task_without_room_waits_and_holds_nothing)
{
    auto t = tagged(PENDING, RUNNING, {limit_of("tag:a", 1, 0), limit_of("tag:b", 1, 1)});
    orchestrated_as_task(t);
    BOOST_TEST(outcome(t) == "WAIT -");
    BOOST_TEST(*t.details.reason == "Concurrency limit reached for tags: a, b");
    BOOST_TEST(*t.details.delay_seconds <= 39);
    BOOST_TEST(t.slots.limits()[0].active_slots == 0);
    BOOST_TEST(is_untouched(t));
}

BOOST_AUTO_TEST_CASE(a_limit_of_zero_ends_the_task_and_takes_no_slot_of_another)
{
    auto t = tagged(PENDING, RUNNING, {limit_of("tag:a", 0, 0), limit_of("tag:b", 1, 0)});
    orchestrated_as_task(t);
    BOOST_TEST(outcome(t) == "ABORT -");
    BOOST_TEST(*t.details.reason ==
               "The concurrency limit on tag \"a\" is 0 and will deadlock if the task tries to run again.");
    BOOST_TEST(t.slots.limits()[1].active_slots == 0);
    BOOST_TEST(is_untouched(t));
}

BOOST_AUTO_TEST_CASE(an_inactive_limit_and_a_policy_without_the_rule_ask_for_nothing)
{
    auto off = limit_of("tag:a", 0, 0);
    off.active = false;
    auto t = tagged(PENDING, RUNNING, {off});
    BOOST_TEST(outcome(orchestrated_as_task(t)) == "ACCEPT RUNNING/Running");
    for (auto rules : {client_side_task_policy(), background_task_policy(), minimal_task_policy()}) {
        auto other = tagged(PENDING, RUNNING, {limit_of("tag:a", 0, 0)});
        BOOST_TEST(outcome(orchestrated_as_task(other, rules)) == "ACCEPT RUNNING/Running");
    }
}

BOOST_AUTO_TEST_CASE(a_cached_state_needs_no_slot)
{
    auto t = tagged(PENDING, RUNNING, {limit_of("tag:a", 0, 0)});
    t.cached = state_of(COMPLETED);
    t.proposed->state_details.cache_key = "k";
    orchestrated_as_task(t);
    BOOST_TEST(outcome(t) == "REJECT COMPLETED/Cached");
}

BOOST_AUTO_TEST_CASE(slots_come_back_where_a_later_rule_lets_the_task_wait)
{
    auto t = tagged(PENDING, RUNNING, {limit_of("tag:a", 1, 0)}, {}, {legacy_limit("b", 1, {})});
    t.initial->state_details.scheduled_time = t.when + std::chrono::hours{1};
    orchestrated_as_task(t);
    BOOST_TEST(outcome(t) == "WAIT -");
    BOOST_TEST(t.slots.limits()[0].active_slots == 0);
    BOOST_TEST(is_untouched(t));
}

BOOST_AUTO_TEST_CASE(slots_come_back_in_any_state_but_running_and_cancelling)
{
    for (auto const to : {COMPLETED, FAILED, CRASHED, CANCELLED, PAUSED, PENDING, SCHEDULED, RUNNING, CANCELLING}) {
        BOOST_TEST_CONTEXT(to_text(to))
        {
            auto const limit = limit_of("tag:a", 1, 1);
            concurrency_lease lease{uuid::random(), {limit.id}, 1, now(), now() + std::chrono::hours{1}};
            auto t = asking(RUNNING, to);
            t.run.tags = {"a"};
            lease.holder = lease_holder{holder_kind::task_run, t.run.id};
            t.slots =
                slot_ledger{{limit}, {lease}, std::vector{legacy_limit("a", 1, {to_string(t.run.id)})}, t.when, {}};
            orchestrated_as_task(t, minimal_task_policy());
            bool const back = to != RUNNING && to != CANCELLING;
            BOOST_TEST(t.slots.limits()[0].active_slots == (back ? 0 : 1));
            BOOST_TEST(t.slots.leases()[0].ended == back);
            BOOST_TEST(t.slots.legacy_limits()[0].active_slots.empty() == back);
        }
    }
}

BOOST_AUTO_TEST_CASE(leases_of_others_and_expired_ones_stay)
{
    auto const limit = limit_of("tag:a", 3, 3);
    concurrency_lease others{uuid::random(), {limit.id}, 1, now(), now() + std::chrono::hours{1}};
    others.holder = lease_holder{holder_kind::task_run, uuid::random()};
    auto t = tagged(RUNNING, COMPLETED, {limit}, {others});
    concurrency_lease expired{uuid::random(), {limit.id}, 1, now(), t.when - std::chrono::seconds{1}};
    expired.holder = lease_holder{holder_kind::task_run, t.run.id};
    t.slots = slot_ledger{{limit}, {others, expired}, std::nullopt, t.when, {}};
    orchestrated_as_task(t);
    BOOST_TEST(t.slots.limits()[0].active_slots == 3);
}

BOOST_AUTO_TEST_CASE(slots_of_older_limits_come_back_though_these_were_not_read)
{
    auto t = asking(RUNNING, COMPLETED);
    t.run.tags = {"a"};
    orchestrated_as_task(t, minimal_task_policy());
    BOOST_REQUIRE(t.slots.left_unread().has_value());
    BOOST_TEST((t.slots.left_unread()->run == t.run.id));
    BOOST_TEST(t.slots.left_unread()->tags.size() == 1U);
    auto untagged = asking(RUNNING, COMPLETED);
    orchestrated_as_task(untagged, minimal_task_policy());
    BOOST_TEST(!untagged.slots.left_unread().has_value());
    auto on = asking(RUNNING, CANCELLING);
    on.run.tags = {"a"};
    orchestrated_as_task(on, minimal_task_policy());
    BOOST_TEST(!on.slots.left_unread().has_value());
}

BOOST_AUTO_TEST_CASE(limits_of_older_releases_count_where_there_is_no_other)
{
    auto room = tagged(PENDING, RUNNING, {}, {}, {legacy_limit("a", 2, {"x"})});
    BOOST_TEST(outcome(orchestrated_as_task(room)) == "ACCEPT RUNNING/Running");
    BOOST_TEST(room.slots.legacy_limits()[0].active_slots.back() == to_string(room.run.id));

    auto full = tagged(PENDING, RUNNING, {}, {}, {legacy_limit("a", 2, {}), legacy_limit("b", 1, {"x"})});
    orchestrated_as_task(full);
    BOOST_TEST(outcome(full) == "WAIT -");
    BOOST_TEST(*full.details.reason == "Concurrency limit for the b tag has been reached");
    BOOST_TEST(*full.details.delay_seconds == 30);
    BOOST_TEST(is_untouched(full));

    auto zero = tagged(PENDING, RUNNING, {}, {}, {legacy_limit("a", 0, {})});
    BOOST_TEST(outcome(orchestrated_as_task(zero)) == "ABORT -");

    auto named = tagged(PENDING, RUNNING, {limit_of("tag:a", 1, 0)}, {}, {legacy_limit("a", 0, {})});
    BOOST_TEST(outcome(orchestrated_as_task(named)) == "ACCEPT RUNNING/Running");
}

BOOST_AUTO_TEST_SUITE_END()
