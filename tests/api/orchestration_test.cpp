// What the rules make of transitions, seen through the API.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <boost/json/serialize.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr auto pending = R"({"type":"PENDING"})";
constexpr auto running = R"({"type":"RUNNING"})";
constexpr auto completed = R"({"type":"COMPLETED"})";
constexpr auto failed = R"({"type":"FAILED"})";

std::string states_of(test_server const& server, std::string const& run)
{
    std::string all;
    auto const found = server.get("/flow_run_states/?flow_run_id=" + run).json();
    for (auto const& one : found.as_array())
        all += text_of(one, "name") + ';';
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(orchestration)

PRAETOR_TEST_EACH_DIALECT(a_run_goes_its_way_and_its_times_and_counts_follow)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    BOOST_TEST(set_state(server, run, running).at("status") == "ACCEPT");
    BOOST_TEST(set_state(server, run, completed).at("status") == "ACCEPT");
    auto const read = server.get("/flow_runs/" + run).json();
    BOOST_TEST(read.at("state_name") == "Completed");
    BOOST_TEST(read.at("run_count") == 1);
    BOOST_TEST(!read.at("start_time").is_null());
    BOOST_TEST(!read.at("end_time").is_null());
    BOOST_TEST(states_of(server, run) == "Pending;Running;Completed;");
}

PRAETOR_TEST_EACH_DIALECT(a_new_state_is_201_and_a_refused_one_200)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    auto const path = "/flow_runs/" + run + "/set_state";
    BOOST_TEST(server.post(path, R"({"state":{"type":"RUNNING"}})").status == 201);
    auto const refused = server.post(path, R"({"state":{"type":"PENDING"}})");
    BOOST_TEST(refused.status == 200);
    BOOST_TEST(refused.json().at("status") == "ABORT");
    BOOST_TEST(
        server.post("/flow_runs/00000000-0000-4000-8000-000000000001/set_state", R"({"state":{"type":"RUNNING"}})")
            .status == 404);
}

PRAETOR_TEST_EACH_DIALECT(a_failure_with_retries_left_waits_for_the_next_one)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server), R"(,"empirical_policy":{"retries":1,"retry_delay":5})");
    set_state(server, run, running);
    auto const first = set_state(server, run, failed);
    BOOST_TEST(first.at("status") == "REJECT");
    BOOST_TEST(first.at("state").at("name") == "AwaitingRetry");
    auto const early = set_state(server, run, running);
    BOOST_TEST(early.at("status") == "WAIT");
    BOOST_TEST(early.at("details").at("delay_seconds").as_int64() >= 1);
    set_state(server, run, running, true);
    auto const second = set_state(server, run, failed);
    BOOST_TEST(second.at("status") == "ACCEPT");
    BOOST_TEST(second.at("state").at("type") == "FAILED");
}

PRAETOR_TEST_EACH_DIALECT(a_paused_run_is_resumed_by_its_own_process)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    set_state(server, run, running);
    auto const paused = set_state(
        server, run,
        R"({"type":"PAUSED","name":"Paused","state_details":{"pause_timeout":"2050-01-01T00:00:00Z","pause_key":"1"}})");
    BOOST_TEST(paused.at("status") == "ACCEPT");
    auto const resumed = server.post("/flow_runs/" + run + "/resume", "{}");
    BOOST_TEST(resumed.status == 201);
    BOOST_TEST(resumed.json().at("state").at("type") == "RUNNING");
    BOOST_TEST(server.post("/flow_runs/" + run + "/resume", "{}").json().at("status") == "ABORT");
}

PRAETOR_TEST_EACH_DIALECT(a_paused_run_that_waits_for_input_takes_only_what_its_schema_allows)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    set_state(server, run, running);
    set_state(
        server, run,
        R"({"type":"PAUSED","name":"Paused","state_details":{"pause_timeout":"2050-01-01T00:00:00Z","pause_key":"1",)"
        R"("run_input_keyset":{"schema":"s","response":"r","description":"d"}}})");
    auto const schema = R"({"type":"object","properties":{"approved":{"type":"boolean"}},"required":["approved"]})";
    auto body = boost::json::object{{"key", "s"}, {"value", schema}};
    server.post("/flow_runs/" + run + "/input", boost::json::serialize(body));
    auto const reason = [&](std::string const& input) {
        auto const answer = server.post("/flow_runs/" + run + "/resume", R"({"run_input":)" + input + '}').json();
        return text_of(answer.at("details"), "reason");
    };
    BOOST_TEST(reason("{}") == "Reason: Validation failed. Failure reason: 'approved' is a required property");
    BOOST_TEST(reason(R"({"approved":"yes"})") ==
               "Reason: Validation failed for field 'approved'. Failure reason: 'yes' is not of type 'boolean'");
    auto const resumed = server.post("/flow_runs/" + run + "/resume", R"({"run_input":{"approved":true}})");
    BOOST_TEST(resumed.json().at("status") == "ACCEPT");
    BOOST_TEST(server.get("/flow_runs/" + run + "/input/r").body == R"({"approved":true})");
}

PRAETOR_TEST_EACH_DIALECT(a_pause_of_a_new_attempt_takes_no_input_of_an_earlier_one)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const run = make_flow_run(server, flow, R"(,"deployment_id":")" + make_deployment(server, flow) + '"');
    auto const pause = R"({"type":"PAUSED","name":"Paused","state_details":{"pause_timeout":"2050-01-01T00:00:00Z",)"
                       R"("pause_key":"1","run_input_keyset":{"response":"r","schema":"s"}}})";
    auto const input = [&](std::string const& key) { return server.get("/flow_runs/" + run + "/input/" + key).status; };
    set_state(server, run, running);
    set_state(server, run, pause);
    for (auto const* key : {"r", "s", "other"})
        server.post("/flow_runs/" + run + "/input", R"({"value":"1","key":")" + std::string{key} + "\"}");
    set_state(server, run, running);
    BOOST_TEST(set_state(server, run, pause).at("details").at("reason") == "This pause has already fired.");
    BOOST_TEST(input("r") == 200);
    // Its process goes, and the run begins anew.
    set_state(server, run, pause, true);
    set_state(server, run, R"({"type":"SCHEDULED"})");
    auto const policy = server.get("/flow_runs/" + run).json().at("empirical_policy");
    BOOST_TEST(policy.at("pause_keys").as_array().empty());
    BOOST_TEST(policy.at("resuming") == false);
    BOOST_TEST(policy.at("retry_type") == "reschedule");
    set_state(server, run, running);
    BOOST_TEST(set_state(server, run, pause).at("status") == "ACCEPT");
    BOOST_TEST(input("r") == 404);
    BOOST_TEST(input("s") == 404);
    BOOST_TEST(input("other") == 200);
}

PRAETOR_TEST_EACH_DIALECT(a_paused_run_is_cancelled_past_its_timeout_too)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    set_state(server, run, running);
    set_state(server, run, R"({"type":"PAUSED","state_details":{"pause_timeout":"2020-01-01T00:00:00Z"}})");
    BOOST_TEST(set_state(server, run, R"({"type":"CANCELLING"})").at("status") == "ACCEPT");
    BOOST_TEST(set_state(server, run, R"({"type":"CANCELLED"})").at("status") == "ACCEPT");
}

PRAETOR_TEST_EACH_DIALECT(a_cancelled_run_stays_cancelled_when_its_process_comes_to_an_end)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    set_state(server, run, running);
    BOOST_TEST(set_state(server, run, R"({"type":"CANCELLED"})", true).at("status") == "ACCEPT");
    for (auto const* end : {completed, failed}) {
        auto const refused = set_state(server, run, end);
        BOOST_TEST(refused.at("status") == "REJECT");
        BOOST_TEST(refused.at("state").at("type") == "CANCELLED");
        BOOST_TEST(refused.at("details").at("reason") == "Run is already in terminal state CANCELLED.");
    }
    BOOST_TEST(states_of(server, run) == "Pending;Running;Cancelled;");
    BOOST_TEST(set_state(server, run, completed, true).at("status") == "ACCEPT");
}

PRAETOR_TEST_EACH_DIALECT(a_run_that_ended_is_not_retried_in_a_process_that_is_gone)
{
    test_server server{dialect};
    for (auto const* end : {completed, R"({"type":"CRASHED"})"}) {
        auto const flow = make_flow(server);
        auto const run = make_flow_run(server, flow,
                                       R"(,"empirical_policy":{"retries":2,"retry_delay":0},"deployment_id":")" +
                                           make_deployment(server, flow) + '"');
        auto const retry = [&] {
            return server.get("/flow_runs/" + run).json().at("empirical_policy").at("retry_type");
        };
        set_state(server, run, running);
        set_state(server, run, failed);
        BOOST_TEST(retry() == "in_process");
        set_state(server, run, running);
        BOOST_TEST(retry() == "in_process");
        set_state(server, run, end, true);
        BOOST_TEST(retry().is_null());
    }
}

PRAETOR_TEST_EACH_DIALECT(a_run_without_a_process_is_cancelled_at_once)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server), R"(,"state":{"type":"SCHEDULED"})");
    auto const cancelled = set_state(server, run, R"({"type":"CANCELLING"})");
    BOOST_TEST(cancelled.at("state").at("type") == "CANCELLED");
    BOOST_TEST(cancelled.at("status") == "REJECT");
    BOOST_TEST(cancelled.at("details").at("reason") == "Scheduled flow run has no infrastructure to terminate.");
}

PRAETOR_TEST_EACH_DIALECT(a_completed_run_with_a_kept_result_is_not_run_again_unless_it_is_forced)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    set_state(server, run, running);
    set_state(server, run, R"({"type":"COMPLETED","data":{"storage_key":"x","storage_block_id":null}})");
    BOOST_TEST(set_state(server, run, pending).at("status") == "REJECT");
    BOOST_TEST(set_state(server, run, pending, true).at("status") == "ACCEPT");
}

PRAETOR_TEST_EACH_DIALECT(each_state_is_an_event_that_follows_the_one_before)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server), R"(,"tags":["nightly"])");
    set_state(server, run, running);
    auto const page =
        server
            .post("/events/filter", R"({"filter":{"order":"ASC","resource":{"id":["prefect.flow-run.)" + run + "\"]}}}")
            .json();
    auto const& events = page.at("events");
    BOOST_REQUIRE(events.as_array().size() == 2U);
    BOOST_TEST(events.at(0).at("event") == "prefect.flow-run.Pending");
    BOOST_TEST(events.at(1).at("event") == "prefect.flow-run.Running");
    BOOST_TEST(events.at(1).at("follows") == events.at(0).at("id"));
    BOOST_TEST(events.at(1).at("resource").at("prefect.state-type") == "RUNNING");
    BOOST_TEST(events.at(1).at("related").at(0).at("prefect.resource.role") == "flow");
    BOOST_TEST(events.at(1).at("payload").at("initial_state").at("type") == "PENDING");
}

PRAETOR_TEST_EACH_DIALECT(a_subflows_state_is_that_of_the_task_run_it_stands_for)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const parent = make_flow_run(server, flow);
    auto const task = text_of(
        server.post("/task_runs/", R"({"flow_run_id":")" + parent + R"(","task_key":"sub","dynamic_key":"0"})").json(),
        "id");
    auto const child = make_flow_run(server, flow, R"(,"parent_task_run_id":")" + task + '"');
    set_state(server, child, running);
    auto const read = server.get("/task_runs/" + task).json();
    BOOST_TEST(read.at("state_type") == "RUNNING");
    BOOST_TEST(text_of(read.at("state").at("state_details"), "child_flow_run_id") == child);
}

// It was made for Prefect's clients before resuming was known, and the reference obeys it at the first state too.
PRAETOR_TEST_EACH_DIALECT(a_resuming_run_counts_at_its_start_only_for_clients_before_0_8_4)
{
    test_server server{dialect};
    auto const body =
        R"({"flow_id":")" + make_flow(server) + R"(","state":{"type":"RUNNING"},"empirical_policy":{"resuming":true}})";
    auto const by = [&](char const* version) {
        return server.ask("POST", "/flow_runs/", body, {{"x-prefect-api-version", version}}).json();
    };
    auto const old = by("0.8.3");
    BOOST_TEST(old.at("run_count") == 1);
    BOOST_TEST(old.at("empirical_policy").at("resuming") == true);
    auto const young = by("0.8.4");
    BOOST_TEST(young.at("run_count") == 0);
    BOOST_TEST(young.at("empirical_policy").at("resuming") == false);
}

BOOST_AUTO_TEST_SUITE_END()
