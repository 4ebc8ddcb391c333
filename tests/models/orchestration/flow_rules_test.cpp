// The rules of flow runs, by what comes of a transition under its whole policy.
#include <tests/models/orchestration/transitions.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace praetor;
using namespace praetor::models;
using namespace praetor::tests;
using enum state_type;

namespace {

struct expectation
{
    std::optional<state_type> from;
    state_type to;
    std::function<void(transition&)> given;
    std::string outcome;
    std::string reason;
};

void check(std::vector<expectation> const& all, policy rules = core_flow_policy())
{
    for (auto const& one : all) {
        BOOST_TEST_CONTEXT((one.from ? to_text(*one.from) : "nothing")
                           << " to " << to_text(one.to) << ", " << one.outcome << ", " << one.reason)
        {
            auto t = asking(one.from, one.to);
            if (one.given)
                one.given(t);
            orchestrated_as_flow(t, rules);
            BOOST_TEST(outcome(t) == one.outcome);
            BOOST_TEST(t.details.reason.value_or("") == one.reason);
        }
    }
}

json_text const persisted{R"({"type":"reference","storage_key":"x"})"};

} // namespace

BOOST_AUTO_TEST_SUITE(flow_rules)

BOOST_AUTO_TEST_CASE(final_states_are_left_only_by_rerunning)
{
    auto const deployed = [](transition& t) { t.run.deployment_id = uuid::random(); };
    auto const with_result = [](transition& t) { t.initial->data = persisted; };
    check({
        {COMPLETED, CANCELLING, {}, "ABORT -", "Run is already in terminal state COMPLETED."},
        {FAILED, PAUSED, {}, "ABORT -", "Run is already in terminal state FAILED."},
        {CANCELLED, CRASHED, {}, "ABORT -", "Run is already in terminal state CANCELLED."},
        {CRASHED, CRASHED, {}, "ABORT -", "Run is already in terminal state CRASHED."},
        {COMPLETED, RUNNING, with_result, "REJECT -", "Run is already COMPLETED."},
        {COMPLETED, RUNNING, {}, "ACCEPT RUNNING/Running", ""},
        {COMPLETED, COMPLETED, with_result, "REJECT -",
         "Cannot overwrite a COMPLETED state that carries persisted result data with one that does not."},
        {COMPLETED, COMPLETED,
         [](transition& t) {
             t.initial->data = persisted;
             t.proposed->data = persisted;
         },
         "ACCEPT COMPLETED/Completed", ""},
        {COMPLETED, FAILED, with_result, "ACCEPT FAILED/Failed", ""},
        {FAILED, SCHEDULED, {}, "ABORT -", "Cannot reschedule a run without an associated deployment."},
        {FAILED, SCHEDULED, deployed, "ACCEPT SCHEDULED/Scheduled", ""},
    });
}

BOOST_AUTO_TEST_CASE(a_cancelled_run_stays_cancelled_unless_it_is_forced_or_run_again)
{
    std::string const why = "Run is already in terminal state CANCELLED.";
    check({
        {CANCELLED, COMPLETED, {}, "REJECT -", why},
        {CANCELLED, FAILED, {}, "REJECT -", why},
        {CANCELLED, CANCELLED, {}, "ACCEPT CANCELLED/Cancelled", ""},
        {CANCELLED, RUNNING, {}, "ACCEPT RUNNING/Running", ""},
        {CRASHED, COMPLETED, {}, "ACCEPT COMPLETED/Completed", ""},
    });
    for (auto const to : {COMPLETED, FAILED, CRASHED}) {
        auto t = asking(CANCELLED, to);
        orchestrated_as_flow(t, minimal_flow_policy());
        BOOST_TEST((t.status == set_state_status::ACCEPT));
    }
}

BOOST_AUTO_TEST_CASE(a_run_that_ends_is_no_more_retried_in_its_process)
{
    auto const left = [](state_type from, state_type to, retry_kind before, policy rules) {
        auto t = asking(from, to);
        t.run.flow_policy.retry_type = before;
        return orchestrated_as_flow(t, rules).run.flow_policy.retry_type;
    };
    for (auto rules : {core_flow_policy(), minimal_flow_policy()}) {
        for (auto const to : {COMPLETED, FAILED, CANCELLED, CRASHED})
            BOOST_TEST(!left(RUNNING, to, retry_kind::in_process, rules), to_text(to));
        BOOST_TEST((left(SCHEDULED, RUNNING, retry_kind::in_process, rules) == retry_kind::in_process));
        BOOST_TEST((left(RUNNING, CRASHED, retry_kind::reschedule, rules) == retry_kind::reschedule));
    }
    BOOST_TEST(!left(COMPLETED, SCHEDULED, retry_kind::in_process, minimal_flow_policy()));
}

BOOST_AUTO_TEST_CASE(a_rerun_forgets_its_pauses_and_says_how_it_came_about)
{
    auto t = asking(FAILED, SCHEDULED);
    t.run.deployment_id = uuid::random();
    t.run.flow_policy.pause_keys.set(std::vector<std::string>{"a"});
    orchestrated_as_flow(t);
    BOOST_TEST((t.run.flow_policy.retry_type == retry_kind::reschedule));
    BOOST_TEST((*t.run.flow_policy.pause_keys)->empty());
    auto old = asking(FAILED, RUNNING);
    old.client_knows_pause_keys = false;
    old.run.flow_policy.retry_type = retry_kind::reschedule;
    orchestrated_as_flow(old);
    BOOST_TEST((old.run.flow_policy.retry_type == retry_kind::reschedule));
}

BOOST_AUTO_TEST_CASE(cancelling_leads_to_cancelled)
{
    std::string const only = "Cannot transition flows that are cancelling to a state other than Cancelled.";
    check({
        {CANCELLING, CANCELLED, {}, "ACCEPT CANCELLED/Cancelled", ""},
        {CANCELLING, RUNNING, {}, "REJECT -", only},
        {CANCELLING, COMPLETED, {}, "REJECT -", only},
        {CANCELLING, CRASHED, {}, "REJECT -", only},
        {RUNNING, CANCELLING, {}, "ACCEPT CANCELLING/Cancelling", ""},
    });
    std::string const no_infrastructure = "Scheduled flow run has no infrastructure to terminate.";
    for (auto rules : {core_flow_policy(), minimal_flow_policy()})
        check(
            {
                {SCHEDULED, CANCELLING, {}, "REJECT CANCELLED/Cancelled", no_infrastructure},
                {SCHEDULED, CANCELLING, [](transition& t) { t.run.has_infrastructure_pid = true; },
                 "ACCEPT CANCELLING/Cancelling", ""},
                {SCHEDULED, CANCELLING,
                 [](transition& t) {
                     t.run.has_infrastructure_pid = true;
                     t.initial->name = "Resuming";
                 },
                 "REJECT CANCELLED/Cancelled", no_infrastructure},
            },
            rules);
    auto const suspended = [](transition& t) { t.initial->state_details.pause_reschedule = true; };
    check({{PAUSED, CANCELLING, suspended, "REJECT CANCELLED/Cancelled",
            "Suspended flow run has no infrastructure to terminate."}},
          minimal_flow_policy());
}

BOOST_AUTO_TEST_CASE(one_worker_at_most_submits_a_run)
{
    auto const named = [](std::string from, std::string to) {
        return [from, to](transition& t) {
            t.initial->name = from;
            t.proposed->name = to;
        };
    };
    check({
        {PENDING, PENDING, {}, "ABORT -", "This run is in a PENDING state and cannot transition to a PENDING state."},
        {RUNNING, PENDING, {}, "ABORT -", "This run is in a RUNNING state and cannot transition to a PENDING state."},
        {CANCELLED,
         PENDING,
         {},
         "ABORT -",
         "This run is in a CANCELLED state and cannot transition to a PENDING state."},
        {PENDING, PENDING, named("Pending", "Submitting"), "ACCEPT PENDING/Submitting", ""},
        {PENDING, PENDING, named("Submitting", "Pending"), "ABORT -",
         "This run is in a PENDING state and cannot transition to a PENDING state."},
        {SCHEDULED, PENDING, {}, "ACCEPT PENDING/Pending", ""},
    });
}

BOOST_AUTO_TEST_CASE(the_same_transition_happens_once)
{
    auto const id = uuid::random();
    check({
        {RUNNING, COMPLETED,
         [id](transition& t) {
             t.initial->state_details.transition_id = id;
             t.proposed->state_details.transition_id = id;
         },
         "REJECT -", "This run has already made this state transition."},
        {RUNNING, COMPLETED,
         [id](transition& t) {
             t.initial->state_details.transition_id = id;
             t.proposed->state_details.transition_id = uuid::random();
         },
         "ACCEPT COMPLETED/Completed", ""},
    });
}

BOOST_AUTO_TEST_CASE(runs_are_late_once_and_only_when_scheduled)
{
    auto const late = [](transition& t) { t.proposed->name = "Late"; };
    for (auto rules : {core_flow_policy(), mark_late_runs_policy()})
        check({{SCHEDULED, SCHEDULED, late, "ACCEPT SCHEDULED/Late", ""},
               {RUNNING, SCHEDULED, late, "REJECT -", "Only scheduled flows can be marked late."},
               {SCHEDULED, SCHEDULED,
                [&](transition& t) {
                    late(t);
                    t.initial->name = "Late";
                },
                "REJECT -", "This flow run is already marked late."}},
              rules);
}

BOOST_AUTO_TEST_CASE(running_flows_pause_and_each_pause_fires_once)
{
    auto const suspend = [](transition& t) {
        t.proposed->name = "Suspended";
        t.proposed->state_details.pause_reschedule = true;
    };
    check({
        {std::nullopt, PAUSED, {}, "ABORT -", "Cannot pause flows with no state."},
        {SCHEDULED, PAUSED, {}, "REJECT -", "Cannot pause flows that are not currently running."},
        {RUNNING, PAUSED, {}, "ACCEPT PAUSED/Paused", ""},
        {RUNNING, PAUSED,
         [](transition& t) {
             t.proposed->state_details.pause_key = "k";
             t.run.flow_policy.pause_keys.set(std::vector<std::string>{"k"});
         },
         "REJECT -", "This pause has already fired."},
        {RUNNING, PAUSED, suspend, "ABORT -", "Cannot suspend flows without a deployment."},
        {RUNNING, PAUSED,
         [&](transition& t) {
             suspend(t);
             t.run.parent_task_run_id = uuid::random();
         },
         "ABORT -", "Cannot suspend subflows."},
    });
    auto t = asking(RUNNING, PAUSED);
    t.proposed->state_details.pause_key = "k";
    orchestrated_as_flow(t);
    BOOST_TEST((*t.run.flow_policy.pause_keys)->front() == "k");
}

BOOST_AUTO_TEST_CASE(a_pause_that_fires_forgets_the_inputs_of_earlier_attempts)
{
    auto const pausing = [] {
        auto t = asking(RUNNING, PAUSED);
        t.proposed->state_details.pause_key = "k";
        t.proposed->state_details.run_input_keyset = {{"schema", "k-schema"}, {"response", "k-response"}};
        return t;
    };
    auto first = pausing();
    orchestrated_as_flow(first);
    BOOST_TEST(first.stale_inputs == (std::vector<std::string>{"k-response", "k-schema"}),
               boost::test_tools::per_element());
    auto again = pausing();
    again.run.flow_policy.pause_keys.set(std::vector<std::string>{"k"});
    orchestrated_as_flow(again);
    BOOST_TEST(outcome(again) == "REJECT -");
    BOOST_TEST(again.stale_inputs.empty());
    auto forced = pausing();
    orchestrated_as_flow(forced, minimal_flow_policy());
    BOOST_TEST(forced.stale_inputs.empty());
}

BOOST_AUTO_TEST_CASE(paused_flows_are_cancelled_at_any_time)
{
    auto const too_late = [](transition& t) {
        t.initial->state_details.pause_timeout = t.when - std::chrono::seconds{1};
    };
    check({
        {PAUSED, CANCELLING, {}, "ACCEPT CANCELLING/Cancelling", ""},
        {PAUSED, CANCELLING, too_late, "ACCEPT CANCELLING/Cancelling", ""},
        {PAUSED, CANCELLED, too_late, "REJECT FAILED/Failed",
         "The flow run pause has timed out and can no longer resume."},
        {PAUSED, CANCELLING, [](transition& t) { t.initial->state_details.pause_reschedule = true; },
         "REJECT CANCELLED/Cancelled", "Suspended flow run has no infrastructure to terminate."},
    });
}

BOOST_AUTO_TEST_CASE(a_blocking_pause_that_is_left_for_a_schedule_begins_anew)
{
    auto const left = [](bool suspended, bool knows_pause_keys, state_type to = SCHEDULED) {
        auto t = asking(PAUSED, to);
        t.run.deployment_id = uuid::random();
        t.run.flow_policy.pause_keys.set(std::vector<std::string>{"k"});
        t.initial->state_details.pause_reschedule = suspended;
        t.client_knows_pause_keys = knows_pause_keys;
        orchestrated_as_flow(t);
        auto const& policy = t.run.flow_policy;
        return std::to_string((*policy.pause_keys)->size()) + (policy.resuming.value() ? " resuming" : "") +
               (policy.retry_type == retry_kind::reschedule ? " reschedule" : "");
    };
    BOOST_TEST(left(false, true) == "0 reschedule");
    BOOST_TEST(left(true, true) == "1 resuming");
    BOOST_TEST(left(false, false) == "1 resuming");
    BOOST_TEST(left(false, true, RUNNING) == "1 resuming");
}

BOOST_AUTO_TEST_CASE(paused_flows_resume_in_time)
{
    check({
        {PAUSED,
         PENDING,
         {},
         "REJECT -",
         "This run cannot transition to the StateType.PENDING state from the StateType.PAUSED state."},
        {PAUSED, RUNNING, {}, "ACCEPT RUNNING/Running", ""},
        {PAUSED, RUNNING,
         [](transition& t) { t.initial->state_details.pause_timeout = t.when - std::chrono::seconds{1}; },
         "REJECT FAILED/Failed", "The flow run pause has timed out and can no longer resume."},
        {PAUSED, SCHEDULED, [](transition& t) { t.initial->state_details.pause_reschedule = true; }, "REJECT -",
         "Cannot reschedule a scheduled flow run without a deployment."},
    });
    auto t = asking(PAUSED, RUNNING);
    t.run.run_count = 1;
    orchestrated_as_flow(t);
    // RemoveResumingIndicator comes before, so the next state takes it away, and does not count.
    BOOST_TEST(t.run.flow_policy.resuming.value());
}

BOOST_AUTO_TEST_CASE(scheduled_times_are_copied_and_waited_for)
{
    auto pending = asking(SCHEDULED, PENDING);
    pending.initial->state_details.scheduled_time = pending.when - std::chrono::seconds{1};
    orchestrated_as_flow(pending);
    BOOST_TEST((pending.proposed->state_details.scheduled_time == pending.initial->state_details.scheduled_time));
    auto early = asking(SCHEDULED, RUNNING);
    early.initial->state_details.scheduled_time = early.when + std::chrono::seconds{60};
    orchestrated_as_flow(early);
    BOOST_TEST(outcome(early) == "WAIT -");
    BOOST_TEST(*early.details.delay_seconds == 60);
}

BOOST_AUTO_TEST_CASE(failed_flows_retry_as_often_as_they_may)
{
    auto const tried = [](std::int64_t count) {
        return [count](transition& t) {
            t.run.flow_policy.retries = 1;
            t.run.flow_policy.retry_delay = 5;
            t.run.run_count = count;
        };
    };
    check({
        {RUNNING, FAILED, {}, "ACCEPT FAILED/Failed", ""},
        {RUNNING, FAILED, tried(1), "REJECT SCHEDULED/AwaitingRetry", "Retrying"},
        {RUNNING, FAILED, tried(2), "ACCEPT FAILED/Failed", ""},
    });
    auto t = asking(RUNNING, FAILED);
    tried(1)(t);
    orchestrated_as_flow(t);
    BOOST_TEST((t.run.next_scheduled_start_time == t.when + std::chrono::seconds{5}));
    BOOST_TEST((t.run.flow_policy.retry_type == retry_kind::in_process));
}

BOOST_AUTO_TEST_CASE(failed_tasks_await_the_retry_of_their_flow_for_clients_that_leave_them_to_the_server)
{
    auto t = asking(RUNNING, FAILED);
    t.run.flow_policy.retries = 1;
    t.run.run_count = 1;
    BOOST_TEST(!orchestrated_as_flow(t).tasks_retry_at.has_value());
    auto old = asking(RUNNING, FAILED);
    old.run.flow_policy.retries = 1;
    old.run.run_count = 1;
    old.client_retries_tasks = false;
    BOOST_TEST((orchestrated_as_flow(old).tasks_retry_at == old.run.next_scheduled_start_time));
    auto last = asking(RUNNING, FAILED);
    last.client_retries_tasks = false;
    BOOST_TEST(!orchestrated_as_flow(last).tasks_retry_at.has_value());
}

BOOST_AUTO_TEST_CASE(a_result_is_overwritten_by_any_object_but_an_unpersisted_one)
{
    auto const overwrite = [](std::string data) {
        auto t = asking(COMPLETED, COMPLETED);
        t.initial->data = json_text{R"({"type":"literal","value":1})"};
        t.proposed->data = json_text{std::move(data)};
        return outcome(orchestrated_as_flow(t, minimal_flow_policy()));
    };
    BOOST_TEST(overwrite("{}") == "ACCEPT COMPLETED/Completed");
    BOOST_TEST(overwrite(R"({"type":"unpersisted"})") == "REJECT -");
    BOOST_TEST(overwrite("[1]") == "REJECT -");
    BOOST_TEST(overwrite("null") == "REJECT -");
}

BOOST_AUTO_TEST_CASE(every_accepted_transition_is_told_and_followed_by_the_parent)
{
    for (auto rules : {core_flow_policy(), minimal_flow_policy()}) {
        auto t = asking(PENDING, RUNNING);
        t.run.parent_task_run_id = uuid::random();
        orchestrated_as_flow(t, rules);
        BOOST_TEST(t.emits_event);
        BOOST_TEST(t.is_followed_by_parent);
        BOOST_TEST((t.proposed->state_details.task_run_id == t.run.parent_task_run_id));
    }
    auto refused = asking(CANCELLING, RUNNING);
    refused.run.parent_task_run_id = uuid::random();
    orchestrated_as_flow(refused);
    BOOST_TEST(!refused.emits_event);
    BOOST_TEST(!refused.is_followed_by_parent);
}

BOOST_AUTO_TEST_CASE(a_state_moves_behind_those_of_its_time)
{
    auto t = asking(PENDING, RUNNING);
    auto const at = t.proposed->timestamp;
    using std::chrono::microseconds;
    t.taken_timestamps = {at, at + microseconds{1}, at + microseconds{3}};
    orchestrated_as_flow(t);
    BOOST_TEST((t.proposed->timestamp == at + microseconds{2}));
    BOOST_TEST((t.run.start_time == at + microseconds{2}));
}

BOOST_AUTO_TEST_CASE(times_and_counts_follow_the_states)
{
    auto t = asking(RUNNING, COMPLETED);
    t.run.start_time = t.initial->timestamp;
    orchestrated_as_flow(t);
    BOOST_TEST((t.run.total_run_time == std::chrono::seconds{10}));
    BOOST_TEST((t.run.end_time == t.proposed->timestamp));
    auto again = asking(FAILED, RUNNING);
    again.run.end_time = again.initial->timestamp;
    orchestrated_as_flow(again);
    BOOST_TEST(!again.run.end_time);
    BOOST_TEST(again.run.run_count == 1);
    auto resumed = asking(PENDING, RUNNING);
    resumed.run.flow_policy.resuming = true;
    orchestrated_as_flow(resumed);
    BOOST_TEST(resumed.run.run_count == 0);
    BOOST_TEST(!resumed.run.flow_policy.resuming.value());
}

BOOST_AUTO_TEST_SUITE_END()
