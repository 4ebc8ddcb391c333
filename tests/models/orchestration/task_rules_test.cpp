// The rules of task runs, by what comes of a transition under its whole policy.
#include <tests/models/orchestration/transitions.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::models;
using namespace praetor::tests;
using enum state_type;

namespace {

// A task run in a flow run that is in a state.
transition in_flow(std::optional<state_type> flow, std::optional<state_type> from, state_type to)
{
    auto made = asking(from, to);
    made.flow_run = enclosing_flow_run{uuid::random(), 1, std::nullopt};
    made.run.flow_run_id = made.flow_run->id;
    if (flow)
        made.flow_run->state = state_of(*flow);
    return made;
}

std::string outcome_of(transition t, policy rules = core_task_policy())
{
    return outcome(orchestrated_as_task(t, rules));
}

} // namespace

BOOST_AUTO_TEST_SUITE(task_rules)

BOOST_AUTO_TEST_CASE(tasks_run_only_in_running_flows)
{
    BOOST_TEST(outcome_of(in_flow(RUNNING, PENDING, RUNNING)) == "ACCEPT RUNNING/Running");
    for (auto const flow : {SCHEDULED, PENDING, COMPLETED, FAILED, CANCELLING, CANCELLED, CRASHED})
        BOOST_TEST(outcome_of(in_flow(flow, PENDING, RUNNING)) == "ABORT -", to_text(flow));
    BOOST_TEST(outcome_of(in_flow(std::nullopt, PENDING, RUNNING)) == "ABORT -");
    BOOST_TEST(outcome_of(in_flow(PAUSED, PENDING, RUNNING)) == "REJECT PAUSED/NotReady");
    BOOST_TEST(outcome_of(in_flow(PENDING, PENDING, RUNNING), background_task_policy()) == "ACCEPT RUNNING/Running");
    BOOST_TEST(outcome_of(in_flow(PENDING, PENDING, RUNNING), minimal_task_policy()) == "ACCEPT RUNNING/Running");
}

BOOST_AUTO_TEST_CASE(final_states_are_left_only_by_rerunning)
{
    BOOST_TEST(outcome_of(asking(COMPLETED, CANCELLING)) == "ABORT -");
    BOOST_TEST(outcome_of(asking(FAILED, CRASHED)) == "ABORT -");
    auto done = in_flow(RUNNING, COMPLETED, RUNNING);
    done.initial->data = json_text{R"({"type":"literal","value":1})"};
    BOOST_TEST(outcome_of(done) == "REJECT -");
    auto again = in_flow(RUNNING, FAILED, RUNNING);
    again.run.run_count = 3;
    again.flow_run->run_count = 2;
    again.run.flow_run_run_count = 1;
    orchestrated_as_task(again);
    BOOST_TEST(outcome(again) == "ACCEPT RUNNING/Retrying");
    BOOST_TEST(again.run.run_count == 1);
    BOOST_TEST(again.run.flow_run_run_count == 2);
    auto refused = in_flow(PENDING, FAILED, RUNNING);
    refused.run.run_count = 3;
    orchestrated_as_task(refused);
    BOOST_TEST(refused.run.run_count == 3);
}

BOOST_AUTO_TEST_CASE(failed_tasks_retry_as_often_as_they_may)
{
    auto const failing = [](std::int64_t count, std::string delay) {
        auto t = asking(RUNNING, FAILED);
        t.run.run_count = count;
        t.run.task_policy.retries = 2;
        t.run.task_policy.retry_delay = retry_delays{{std::move(delay)}};
        return t;
    };
    struct row
    {
        std::int64_t count;
        char const* delay;
        int seconds;
    };
    for (auto const& [count, delay, seconds] :
         {row{1, "7", 7}, row{1, "[1, 20]", 1}, row{2, "[1, 20]", 20}, row{2, "[1]", 1}, row{1, "null", 0}})
    {
        auto t = failing(count, delay);
        orchestrated_as_task(t);
        BOOST_TEST(outcome(t) == "REJECT SCHEDULED/AwaitingRetry");
        BOOST_TEST((*t.proposed->state_details.scheduled_time == t.when + std::chrono::seconds{seconds}));
    }
    BOOST_TEST(outcome_of(failing(3, "0")) == "ACCEPT FAILED/Failed");
    auto final = failing(1, "0");
    final.proposed->state_details.retriable = false;
    BOOST_TEST(outcome_of(final) == "ACCEPT FAILED/Failed");
    auto jitter = failing(1, "10");
    jitter.run.task_policy.retry_jitter_factor = 0.5;
    orchestrated_as_task(jitter);
    auto const delay = jitter.proposed->state_details.scheduled_time->when - jitter.when;
    BOOST_TEST((delay >= std::chrono::milliseconds{6290} && delay <= std::chrono::milliseconds{15100}));
}

BOOST_AUTO_TEST_CASE(second_attempts_have_names)
{
    auto again = in_flow(RUNNING, PENDING, RUNNING);
    again.run.run_count = 1;
    BOOST_TEST(outcome_of(again) == "ACCEPT RUNNING/Rerunning");
    auto retry = in_flow(RUNNING, SCHEDULED, RUNNING);
    retry.run.run_count = 1;
    retry.initial->name = "AwaitingRetry";
    BOOST_TEST(outcome_of(retry) == "ACCEPT RUNNING/Retrying");
}

BOOST_AUTO_TEST_CASE(cached_states_are_found_and_kept)
{
    auto found = in_flow(RUNNING, PENDING, RUNNING);
    found.cached = state_of(COMPLETED);
    BOOST_TEST(outcome_of(found) == "ACCEPT RUNNING/Running");
    found.proposed->state_details.cache_key = "";
    BOOST_TEST(outcome_of(found) == "ACCEPT RUNNING/Running");
    found.proposed->state_details.cache_key = "k";
    BOOST_TEST(outcome_of(found) == "REJECT COMPLETED/Cached");
    found.proposed->state_details.refresh_cache = true;
    BOOST_TEST(outcome_of(found) == "ACCEPT RUNNING/Running");
    auto kept = asking(RUNNING, COMPLETED);
    kept.proposed->state_details.cache_key = "k";
    orchestrated_as_task(kept);
    BOOST_TEST(kept.is_cached);
    auto forced = asking(RUNNING, COMPLETED);
    forced.proposed->state_details.cache_key = "k";
    orchestrated_as_task(forced, minimal_task_policy());
    BOOST_TEST(!forced.is_cached);
    auto too_long = asking(RUNNING, COMPLETED);
    too_long.proposed->state_details.cache_key = std::string(2001, 'k');
    BOOST_TEST(outcome_of(too_long) == "REJECT COMPLETED/Completed");
    auto counted_by_characters = asking(RUNNING, COMPLETED);
    counted_by_characters.max_cache_key = 2;
    counted_by_characters.proposed->state_details.cache_key = "éé";
    BOOST_TEST(outcome_of(counted_by_characters) == "ACCEPT COMPLETED/Completed");
    auto without_key = asking(RUNNING, COMPLETED);
    without_key.proposed->state_details.cache_key = "";
    orchestrated_as_task(without_key);
    BOOST_TEST(!without_key.is_cached);
}

BOOST_AUTO_TEST_CASE(background_tasks_keep_their_parameters_and_are_picked_up_once)
{
    auto t = asking(SCHEDULED, PENDING);
    t.initial->state_details.task_parameters_id = uuid::random();
    orchestrated_as_task(t, background_task_policy());
    BOOST_TEST((t.proposed->state_details.task_parameters_id == t.initial->state_details.task_parameters_id));
    BOOST_TEST(outcome_of(asking(PENDING, PENDING), background_task_policy()) == "ABORT -");
    BOOST_TEST(outcome_of(asking(PENDING, PENDING)) == "ACCEPT PENDING/Pending");
}

BOOST_AUTO_TEST_CASE(deferred_runs_are_queued_when_they_are_scheduled)
{
    auto const is_queued = [](transition t, policy rules) { return orchestrated_as_task(t, rules).is_queued; };
    auto deferred = asking(std::nullopt, SCHEDULED);
    BOOST_TEST(!is_queued(deferred, background_task_policy()));
    deferred.proposed->state_details.deferred = true;
    BOOST_TEST(is_queued(deferred, background_task_policy()));
    BOOST_TEST(!is_queued(deferred, core_task_policy()));
    auto refused = asking(COMPLETED, SCHEDULED);
    refused.initial->data = json_text{R"({"type":"literal","value":1})"};
    refused.proposed->state_details.deferred = true;
    BOOST_TEST(!is_queued(refused, background_task_policy()));
    auto retried = asking(RUNNING, FAILED);
    retried.run.task_policy.retries = 1;
    retried.run.run_count = 1;
    retried.proposed->state_details.deferred = true;
    BOOST_TEST(!is_queued(retried, background_task_policy()));
    BOOST_TEST(outcome_of(retried, background_task_policy()) == "REJECT SCHEDULED/AwaitingRetry");
}

BOOST_AUTO_TEST_CASE(delays_are_drawn_within_the_reach_of_their_jitter)
{
    for (int i = 0; i < 1'000; ++i) {
        auto t = asking(RUNNING, FAILED);
        t.run.run_count = 1;
        t.run.task_policy.retries = 1;
        t.run.task_policy.retry_delay = retry_delays{{"100"}};
        t.run.task_policy.retry_jitter_factor = 1;
        orchestrated_as_task(t);
        auto const delay = t.proposed->state_details.scheduled_time->when - t.when;
        // The reference draws between log2(4 / 3) and twice the delay.
        BOOST_REQUIRE((delay >= std::chrono::milliseconds{41'503} && delay <= std::chrono::milliseconds{200'001}));
    }
}

BOOST_AUTO_TEST_CASE(a_run_that_never_ran_waits_as_long_as_the_last_delay_says)
{
    auto t = asking(RUNNING, FAILED);
    t.run.task_policy.retries = 2;
    t.run.task_policy.retry_delay = retry_delays{{"[1, 7]"}};
    orchestrated_as_task(t);
    BOOST_TEST((t.proposed->state_details.scheduled_time->when == t.when + std::chrono::seconds{7}));
}

BOOST_AUTO_TEST_CASE(scheduled_times_are_waited_for)
{
    auto early = in_flow(RUNNING, SCHEDULED, RUNNING);
    early.initial->state_details.scheduled_time = early.when + std::chrono::seconds{60};
    BOOST_TEST(outcome_of(early) == "WAIT -");
    BOOST_TEST(outcome_of(early, minimal_task_policy()) == "ACCEPT RUNNING/Running");
}

BOOST_AUTO_TEST_SUITE_END()
