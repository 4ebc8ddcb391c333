#include <tests/models/orchestration/transitions.hpp>

#include <models/orchestration/client_version.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::models;
using namespace praetor::tests;
using enum state_type;

namespace {

// A run of a deployment whose limit has so many of its slots taken.
transition of_deployment(std::optional<state_type> from, state_type to, std::int64_t limit, std::int64_t active,
                         std::vector<concurrency_lease> leases = {})
{
    auto made = asking(from, to);
    made.run.deployment_id = uuid::random();
    auto row = limit_of("deployment:x", limit, active);
    made.deployment = deployment_slots{row.id};
    for (auto& lease : leases)
        lease.limits = {row.id};
    made.slots = slot_ledger{{row}, std::move(leases), std::nullopt, made.when, {}};
    return made;
}

std::int64_t active(transition const& t)
{
    return t.slots.limits().front().active_slots;
}

concurrency_lease some_lease()
{
    return {uuid::random(), {}, 1, now() - std::chrono::minutes{1}, now() + std::chrono::minutes{1}};
}

std::optional<uuid>& lease_of(std::optional<state>& one)
{
    return one->state_details.deployment_concurrency_lease_id;
}

} // namespace

BOOST_AUTO_TEST_SUITE(deployment_slot_rules)

BOOST_AUTO_TEST_CASE(a_slot_is_taken_and_leased_before_a_run_is_pending)
{
    auto t = of_deployment(SCHEDULED, PENDING, 2, 1);
    t.deployment->grace_seconds = 90;
    orchestrated_as_flow(t);
    BOOST_TEST(outcome(t) == "ACCEPT PENDING/Pending");
    BOOST_TEST(active(t) == 2);
    BOOST_REQUIRE(t.slots.leases().size() == 1U);
    auto const& lease = t.slots.leases().front();
    BOOST_TEST(lease.made);
    BOOST_TEST((lease.expires - lease.created == std::chrono::seconds{90}));
    BOOST_TEST((lease_of(t.proposed) == lease.id));
}

BOOST_AUTO_TEST_CASE(a_run_without_a_slot_waits_or_is_cancelled)
{
    auto waits = of_deployment(SCHEDULED, PENDING, 1, 1);
    orchestrated_as_flow(waits);
    BOOST_TEST(outcome(waits) == "REJECT SCHEDULED/AwaitingConcurrencySlot");
    BOOST_TEST(*waits.details.reason == "Deployment concurrency limit reached.");
    BOOST_TEST((*waits.proposed->state_details.scheduled_time == waits.when + std::chrono::seconds{30}));
    BOOST_TEST(!waits.slots.limits().front().changed);

    auto cancelled = of_deployment(SCHEDULED, PENDING, 1, 1);
    cancelled.deployment->on_collision = collision_strategy::CANCEL_NEW;
    orchestrated_as_flow(cancelled);
    BOOST_TEST(outcome(cancelled) == "REJECT CANCELLED/Cancelled");
    BOOST_TEST(*cancelled.proposed->message == "Deployment concurrency limit reached.");

    auto never = of_deployment(SCHEDULED, PENDING, 0, 0);
    orchestrated_as_flow(never);
    BOOST_TEST(outcome(never) == "ABORT -");
}

BOOST_AUTO_TEST_CASE(no_slot_is_asked_for_without_a_limit_or_by_workers_that_count_themselves)
{
    auto free = of_deployment(SCHEDULED, PENDING, 1, 1);
    free.deployment->limit.reset();
    BOOST_TEST(outcome(orchestrated_as_flow(free)) == "ACCEPT PENDING/Pending");
    auto counted = of_deployment(SCHEDULED, PENDING, 1, 1);
    counted.client_version = "3.0.3";
    BOOST_TEST(outcome(orchestrated_as_flow(counted)) == "ACCEPT PENDING/Pending");
    auto gone = of_deployment(SCHEDULED, PENDING, 1, 1);
    gone.deployment.reset();
    BOOST_TEST(outcome(orchestrated_as_flow(gone)) == "ABORT -");
    BOOST_TEST(*gone.details.reason == "Deployment not found.");
}

BOOST_AUTO_TEST_CASE(a_lease_is_renewed_when_the_run_starts)
{
    auto const lease = some_lease();
    auto t = of_deployment(PENDING, RUNNING, 1, 1, {lease});
    lease_of(t.initial) = lease.id;
    orchestrated_as_flow(t);
    BOOST_TEST(outcome(t) == "ACCEPT RUNNING/Running");
    BOOST_TEST((lease_of(t.proposed) == lease.id));
    BOOST_TEST(t.slots.leases().front().renewed);
    BOOST_TEST((t.slots.leases().front().expires == t.when + std::chrono::seconds{300}));
    BOOST_TEST(active(t) == 1);
}

BOOST_AUTO_TEST_CASE(a_lost_lease_is_made_anew_or_the_run_is_cancelled)
{
    auto again = of_deployment(PENDING, RUNNING, 1, 0);
    lease_of(again.initial) = uuid::random();
    orchestrated_as_flow(again);
    BOOST_TEST(outcome(again) == "ACCEPT RUNNING/Running");
    BOOST_TEST(active(again) == 1);
    BOOST_TEST((again.slots.leases().front().holder->id == again.run.id));
    BOOST_TEST((lease_of(again.proposed) == again.slots.leases().front().id));

    auto lost = of_deployment(PENDING, RUNNING, 1, 1);
    lease_of(lost.initial) = uuid::random();
    orchestrated_as_flow(lost);
    BOOST_TEST(outcome(lost) == "REJECT CANCELLED/Cancelled");
    BOOST_TEST(*lost.details.reason == "Deployment concurrency limit reached after lease expiry.");
}

BOOST_AUTO_TEST_CASE(a_slot_taken_anew_comes_back_where_the_run_must_wait_after_all)
{
    auto t = of_deployment(PENDING, RUNNING, 1, 0);
    lease_of(t.initial) = uuid::random();
    t.initial->state_details.scheduled_time = t.when + std::chrono::hours{1};
    orchestrated_as_flow(t);
    BOOST_TEST(outcome(t) == "WAIT -");
    BOOST_TEST(active(t) == 0);
    BOOST_TEST(t.slots.leases().front().ended);
}

BOOST_AUTO_TEST_CASE(old_clients_hold_their_slot_without_a_lease)
{
    auto const lease = some_lease();
    auto t = of_deployment(PENDING, RUNNING, 1, 1, {lease});
    lease_of(t.initial) = lease.id;
    t.client_version = "3.4.10";
    orchestrated_as_flow(t);
    BOOST_TEST(outcome(t) == "ACCEPT RUNNING/Running");
    BOOST_TEST(t.slots.leases().front().ended);
    BOOST_TEST(active(t) == 1);
}

BOOST_AUTO_TEST_CASE(a_slot_comes_back_when_the_run_leaves_the_states_that_hold_it)
{
    struct row
    {
        state_type from, to;
        bool force;
        std::int64_t left;
    };
    for (auto const& [from, to, force, left] :
         {row{RUNNING, COMPLETED, false, 0}, row{RUNNING, CRASHED, false, 0}, row{CANCELLING, CANCELLED, false, 0},
          row{PENDING, CANCELLED, false, 0}, row{PENDING, SCHEDULED, true, 0}, row{RUNNING, COMPLETED, true, 0},
          row{RUNNING, CANCELLING, false, 1}, row{SCHEDULED, CANCELLED, false, 1}, row{PENDING, RUNNING, false, 1}})
    {
        BOOST_TEST_CONTEXT(to_text(from) << " to " << to_text(to) << (force ? " by force" : ""))
        {
            auto const lease = some_lease();
            auto leased = of_deployment(from, to, 1, 1, {lease});
            lease_of(leased.initial) = lease.id;
            orchestrated_as_flow(leased, force ? minimal_flow_policy() : core_flow_policy());
            BOOST_TEST(active(leased) == left);
            BOOST_TEST(leased.slots.leases().front().ended == (left == 0));
            // The lease is gone, or there never was one: the limit of the deployment gets the slot.
            auto bare = of_deployment(from, to, 1, 1);
            orchestrated_as_flow(bare, force ? minimal_flow_policy() : core_flow_policy());
            BOOST_TEST(active(bare) == left);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_run_that_retries_in_its_process_keeps_slot_and_lease_until_it_ends)
{
    auto const lease = some_lease();
    auto t = of_deployment(RUNNING, FAILED, 1, 1, {lease});
    lease_of(t.initial) = lease.id;
    t.run.flow_policy.retries = 1;
    t.run.run_count = 1;
    orchestrated_as_flow(t);
    BOOST_TEST(outcome(t) == "REJECT SCHEDULED/AwaitingRetry");
    BOOST_TEST((lease_of(t.proposed) == lease.id));
    BOOST_TEST(!t.slots.leases().front().ended);
    BOOST_TEST(active(t) == 1);

    auto again = of_deployment(SCHEDULED, RUNNING, 1, 1, {lease});
    again.initial->name = "AwaitingRetry";
    lease_of(again.initial) = lease.id;
    orchestrated_as_flow(again);
    BOOST_TEST(outcome(again) == "ACCEPT RUNNING/Running");
    BOOST_TEST((lease_of(again.proposed) == lease.id));
    BOOST_TEST(active(again) == 1);
}

BOOST_AUTO_TEST_CASE(a_run_that_asks_to_await_a_retry_leaves_its_process_and_its_slot)
{
    for (bool const force : {false, true}) {
        auto const lease = some_lease();
        auto t = of_deployment(RUNNING, SCHEDULED, 1, 1, {lease});
        lease_of(t.initial) = lease.id;
        t.proposed->name = "AwaitingRetry";
        orchestrated_as_flow(t, force ? minimal_flow_policy() : core_flow_policy());
        BOOST_TEST(outcome(t) == "ACCEPT SCHEDULED/AwaitingRetry");
        BOOST_TEST(t.slots.leases().front().ended);
        BOOST_TEST(active(t) == 0);
    }
}

BOOST_AUTO_TEST_CASE(a_failure_without_retries_left_gives_the_slot_back)
{
    auto t = of_deployment(RUNNING, FAILED, 1, 1);
    t.run.flow_policy.retries = 1;
    t.run.run_count = 2;
    orchestrated_as_flow(t);
    BOOST_TEST(outcome(t) == "ACCEPT FAILED/Failed");
    BOOST_TEST(active(t) == 0);
}

BOOST_AUTO_TEST_CASE(late_runs_are_cancelled_where_new_ones_are)
{
    auto late = [](collision_strategy strategy, std::int64_t taken) {
        auto t = of_deployment(SCHEDULED, SCHEDULED, 1, taken);
        t.deployment->on_collision = strategy;
        t.proposed->name = "Late";
        orchestrated_as_flow(t, mark_late_runs_policy());
        return outcome(t);
    };
    BOOST_TEST(late(collision_strategy::CANCEL_NEW, 1) == "REJECT CANCELLED/Cancelled");
    BOOST_TEST(late(collision_strategy::CANCEL_NEW, 0) == "ACCEPT SCHEDULED/Late");
    BOOST_TEST(late(collision_strategy::ENQUEUE, 1) == "ACCEPT SCHEDULED/Late");
}

BOOST_AUTO_TEST_CASE(a_forced_state_keeps_the_lease_too)
{
    auto const lease = some_lease();
    auto t = of_deployment(RUNNING, CANCELLING, 1, 1, {lease});
    lease_of(t.initial) = lease.id;
    orchestrated_as_flow(t, minimal_flow_policy());
    BOOST_TEST(outcome(t) == "ACCEPT CANCELLING/Cancelling");
    BOOST_TEST((lease_of(t.proposed) == lease.id));
    BOOST_TEST(active(t) == 1);
}

BOOST_AUTO_TEST_CASE(a_lease_is_carried_along)
{
    auto const lease = some_lease();
    auto t = of_deployment(PENDING, PENDING, 1, 1, {lease});
    lease_of(t.initial) = lease.id;
    t.proposed->name = "Submitting";
    orchestrated_as_flow(t);
    BOOST_TEST(outcome(t) == "ACCEPT PENDING/Submitting");
    BOOST_TEST((lease_of(t.proposed) == lease.id));
    BOOST_TEST(active(t) == 1);
}

BOOST_AUTO_TEST_CASE(releases_of_clients_are_told_by_their_user_agent)
{
    BOOST_TEST(client_version_of("prefect/3.8.4 (API 0.8.4)").value() == "3.8.4");
    BOOST_TEST(client_version_of("prefect/3.4.11.dev2+3.g1 (API 0.8.4)").value() == "3.4.11.dev2+3.g1");
    for (auto const* other : {"", "curl/8", "prefect/3.8 (API 0.8.4)", "prefect/3.8.4", "prefect/3.8.4 (API 0.8.4) x",
                              "prefect/3.8.4 (API )", "prefect/a.b.c (API 1)"})
        BOOST_TEST(!client_version_of(other), other);
    for (auto const* renews : {"3.4.11", "3.4.11.post1", "3.4.11+4", "3.5.0", "3.10.0rc1", "4.0.0"})
        BOOST_TEST(renews_leases(renews), renews);
    for (auto const* not_yet : {"3.4.10", "3.4.11rc1", "3.4.11.dev2+3.g1", "2.20.0"})
        BOOST_TEST(!renews_leases(not_yet), not_yet);
    BOOST_TEST(!renews_leases(std::nullopt));
    BOOST_TEST(counts_slots_itself("3.0.0rc20"));
    BOOST_TEST(!counts_slots_itself("3.0.4"));
}

BOOST_AUTO_TEST_SUITE_END()
