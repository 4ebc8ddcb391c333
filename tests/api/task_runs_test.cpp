#include <tests/api/requests.hpp>
#include <tests/api/told_states.hpp>
#include <tests/support/dialects.hpp>

#include <thread>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr auto task_run = "00000000-0000-7000-8000-0000000000aa";

// Recording happens behind the answer: asks until the run is there, ten seconds at most.
boost::json::value recorded(test_server const& server, std::string const& type)
{
    for (int tries = 0; tries < 500; ++tries) {
        auto const answer = server.get("/task_runs/" + std::string{task_run});
        if (answer.status == 200 && answer.json().at("state_type") == boost::json::value(type))
            return answer.json();
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    throw std::runtime_error{"the task run was not recorded"};
}

} // namespace

BOOST_AUTO_TEST_SUITE(task_runs)

PRAETOR_TEST_EACH_DIALECT(a_run_told_by_events_is_recorded_with_its_states)
{
    test_server server{dialect};
    auto const flow_run = make_flow_run(server, make_flow(server));
    auto const first =
        told_state("00000000-0000-7000-8000-000000000001", task_run, flow_run, "PENDING", "2026-01-01T00:00:00Z", 0);
    auto const second =
        told_state("00000000-0000-7000-8000-000000000002", task_run, flow_run, "RUNNING", "2026-01-01T00:00:01Z", 1);
    BOOST_TEST(server.post("/events", '[' + first + ',' + second + ']').status == 204);
    auto const run = recorded(server, "RUNNING");
    BOOST_TEST(run.at("name") == "add-1");
    BOOST_TEST(text_of(run, "flow_run_id") == flow_run);
    BOOST_TEST(run.at("run_count") == 1);
    BOOST_TEST(run.at("tags") == boost::json::value(boost::json::array{"t"}));
    BOOST_TEST(run.at("total_run_time") == 1.5);
    BOOST_TEST(run.at("state").at("id") == "00000000-0000-7000-8000-000000000002");
    BOOST_TEST(server.get("/task_run_states/?task_run_id=" + std::string{task_run}).json().as_array().size() == 2U);
}

PRAETOR_TEST_EACH_DIALECT(an_older_event_that_comes_late_adds_its_state_and_changes_no_newer_one)
{
    test_server server{dialect};
    auto const flow_run = make_flow_run(server, make_flow(server));
    server.post("/events", '[' +
                               told_state("00000000-0000-7000-8000-000000000002", task_run, flow_run, "RUNNING",
                                          "2026-01-01T00:00:01Z", 1) +
                               ']');
    recorded(server, "RUNNING");
    server.post("/events", '[' +
                               told_state("00000000-0000-7000-8000-000000000001", task_run, flow_run, "PENDING",
                                          "2026-01-01T00:00:00Z", 0) +
                               ']');
    for (int tries = 0; tries < 500; ++tries) {
        if (server.get("/task_run_states/?task_run_id=" + std::string{task_run}).json().as_array().size() == 2U)
            break;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    BOOST_TEST(server.get("/task_run_states/?task_run_id=" + std::string{task_run}).json().as_array().size() == 2U);
    BOOST_TEST(recorded(server, "RUNNING").at("run_count") == 1);
}

PRAETOR_TEST_EACH_DIALECT(a_run_made_by_the_api_is_not_changed_by_the_event_of_its_first_state)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const flow_run = make_flow_run(server, flow);
    auto const made =
        server.post("/task_runs/", R"({"flow_run_id":null,"task_key":"k","dynamic_key":"0","name":"made",)"
                                   R"("state":{"type":"SCHEDULED"}})");
    BOOST_TEST_REQUIRE(made.status == 201);
    auto const id = text_of(made.json(), "id");
    auto const when = text_of(made.json().at("state"), "timestamp");
    auto const told = told_state("00000000-0000-7000-8000-000000000001", id, flow_run, "SCHEDULED", when, 0);
    auto const later =
        told_state("00000000-0000-7000-8000-000000000002", task_run, make_flow_run(server, flow), "PENDING", when, 0);
    BOOST_TEST(server.post("/events", '[' + told + ',' + later + ']').status == 204);
    recorded(server, "PENDING");
    auto const run = server.get("/task_runs/" + id).json();
    BOOST_TEST(run.at("flow_run_id").is_null());
    BOOST_TEST(run.at("name") == "made");
}

PRAETOR_TEST_EACH_DIALECT(a_run_made_by_the_api_is_unique_in_its_flow_run)
{
    test_server server{dialect};
    auto const flow_run = make_flow_run(server, make_flow(server));
    auto const body =
        R"({"flow_run_id":")" + flow_run + R"(","task_key":"k","dynamic_key":"0","state":{"type":"RUNNING"}})";
    auto const first = server.post("/task_runs/", body);
    BOOST_TEST(first.status == 201);
    BOOST_TEST(first.json().at("state_type") == "RUNNING");
    auto const second = server.post("/task_runs/", body);
    BOOST_TEST(second.status == 200);
    BOOST_TEST(first.json().at("id") == second.json().at("id"));
    auto const id = text_of(first.json(), "id");
    BOOST_TEST(server.ask("PATCH", "/task_runs/" + id, R"({"name":"new"})").status == 204);
    BOOST_TEST(server.get("/task_runs/" + id).json().at("name") == "new");
    BOOST_TEST(server.post("/task_runs/count", R"({"flow_runs":{"id":{"any_":[")" + flow_run + "\"]}}}").body == "1");
    BOOST_TEST(server.ask("DELETE", "/task_runs/" + id).status == 204);
    BOOST_TEST(server.get("/task_runs/" + id).status == 404);
}

PRAETOR_TEST_EACH_DIALECT(a_completed_result_under_a_cache_key_is_found_again)
{
    test_server server{dialect};
    auto const flow_run = make_flow_run(server, make_flow(server));
    auto const make = [&](std::string const& dynamic_key) {
        return text_of(server
                           .post("/task_runs/", R"({"flow_run_id":")" + flow_run +
                                                    R"(","task_key":"k","dynamic_key":")" + dynamic_key + "\"}")
                           .json(),
                       "id");
    };
    auto const first = make("0");
    set_state(server, first, R"({"type":"RUNNING","state_details":{"cache_key":"same"}})", false, "task_runs");
    set_state(server, first, R"({"type":"COMPLETED","data":7,"state_details":{"cache_key":"same"}})", false,
              "task_runs");
    auto const second =
        set_state(server, make("1"), R"({"type":"RUNNING","state_details":{"cache_key":"same"}})", false, "task_runs");
    BOOST_TEST(second.at("status") == "REJECT");
    BOOST_TEST(second.at("state").at("name") == "Cached");
    BOOST_TEST(second.at("state").at("data") == 7);
}

PRAETOR_TEST_EACH_DIALECT(inputs_of_an_unknown_kind_are_refused)
{
    test_server server{dialect};
    auto const answer = server.post(
        "/task_runs/", R"({"task_key":"k","dynamic_key":"0","task_inputs":{"x":[{"input_type":"guess","id":"y"}]}})");
    BOOST_TEST(answer.status == 422);
    BOOST_TEST(
        server
            .post("/task_runs/",
                  R"({"task_key":"k","dynamic_key":"0","task_inputs":{"x":[{"input_type":"parameter","name":"y"}]}})")
            .status == 201);
}

PRAETOR_TEST_EACH_DIALECT(every_member_of_a_policy_is_judged_whatever_the_others_are)
{
    test_server server{dialect};
    auto const refused = server.post("/task_runs/", R"({"task_key":"t","dynamic_key":"0","empirical_policy":{)"
                                                    R"("retries":"x","retry_delay":["y"],"retry_jitter_factor":-1}})");
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(refused.body.find("`retry_jitter_factor` must be >= 0.") != std::string::npos);
    std::string delays = "1";
    for (int i = 0; i < 50; ++i)
        delays += ",1";
    auto const many = server.post("/task_runs/", R"({"task_key":"t","dynamic_key":"0","empirical_policy":{)"
                                                 R"("retries":"x","retry_delay":[)" +
                                                     delays + "]}}");
    BOOST_TEST(many.status == 422);
    BOOST_TEST(many.body.find("Can not configure more than 50 retry delays per task.") != std::string::npos);
}

PRAETOR_TEST_EACH_DIALECT(
    runs_are_sorted_by_the_time_they_took_or_take_and_those_that_took_the_same_by_when_they_were_due)
{
    test_server server{dialect};
    auto const span = [&](std::string const& seconds) {
        return dialect == db::dialect::sqlite ? "'1970-01-01 00:00:" + seconds + ".000000'"
                                              : "interval '" + seconds + " seconds'";
    };
    auto const add = [&](std::string const& name, std::string const& seconds, std::string const& due,
                         std::string const& more = {}) {
        auto const id = text_of(
            server.post("/task_runs/", R"({"task_key":"t","dynamic_key":")" + name + R"(","name":")" + name + "\"}")
                .json(),
            "id");
        server.database().run("UPDATE task_run SET total_run_time = " + span(seconds) +
                              ", expected_start_time = '2026-01-0" + due + " 00:00:00.000000'" + more +
                              " WHERE id = '" + id + "'");
        return id;
    };
    add("ten", "10", "1");
    add("nine", "09", "2");
    add("running", "00", "3", ", state_type = 'RUNNING', state_timestamp = '2026-01-01 00:00:00.000000'");
    add("due last", "01", "5");
    auto const one = add("a", "01", "4");
    auto const other = add("b", "01", "4");
    auto const by_id = one > other ? std::string{"a;b;"} : std::string{"b;a;"};
    for (std::string const path : {"/task_runs/filter", "/task_runs/paginate"}) {
        auto const names = [&](std::string const& sort, std::string const& more = {}) {
            std::string all;
            auto const found = server.post(path, R"({"sort":")" + sort + '"' + more + '}').json();
            auto const& rows = path == "/task_runs/filter" ? found.as_array() : found.at("results").as_array();
            for (auto const& each : rows)
                all += text_of(each, "name") + ';';
            return all;
        };
        BOOST_TEST(names("DURATION_DESC") == "running;ten;nine;due last;" + by_id);
        BOOST_TEST(names("DURATION_ASC") == "due last;" + by_id + "nine;ten;running;");
        BOOST_TEST(names("DURATION_DESC", R"(,"limit":2)") == "running;ten;");
    }
}

PRAETOR_TEST_EACH_DIALECT(a_name_that_python_takes_for_nothing_is_a_random_one)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    for (std::string const nothing : {"null", "{}", "[]", "0", "0.0", "-0.0", "false", R"("")"}) {
        auto const task = server.post("/task_runs/", R"({"task_key":"t","dynamic_key":"0","name":)" + nothing + '}');
        BOOST_REQUIRE_MESSAGE(task.status < 300, nothing);
        BOOST_TEST(!text_of(task.json(), "name").empty(), nothing);
        auto const run = server.post("/flow_runs/", R"({"flow_id":")" + flow + R"(","name":)" + nothing + '}');
        BOOST_REQUIRE_MESSAGE(run.status == 201, nothing);
        BOOST_TEST(!text_of(run.json(), "name").empty(), nothing);
        auto const task_id = text_of(task.json(), "id");
        auto const run_id = text_of(run.json(), "id");
        server.ask("PATCH", "/task_runs/" + task_id, R"({"name":"given"})");
        server.ask("PATCH", "/flow_runs/" + run_id, R"({"name":"given"})");
        BOOST_TEST(server.ask("PATCH", "/task_runs/" + task_id, R"({"name":)" + nothing + '}').status == 204, nothing);
        BOOST_TEST(server.ask("PATCH", "/flow_runs/" + run_id, R"({"name":)" + nothing + '}').status == 204, nothing);
        for (auto const& path : {"/task_runs/" + task_id, "/flow_runs/" + run_id}) {
            auto const name = text_of(server.get(path).json(), "name");
            BOOST_TEST((!name.empty() && name != "given"), path + " " + nothing);
        }
    }
    for (std::string const wrong : {"1", "true", "[0]", R"({"a":0})", "18446744073709551616"}) {
        BOOST_TEST(server.post("/flow_runs/", R"({"flow_id":")" + flow + R"(","name":)" + wrong + '}').status == 422,
                   wrong);
        BOOST_TEST(server.post("/task_runs/", R"({"task_key":"t","dynamic_key":"1","name":)" + wrong + '}').status ==
                       422,
                   wrong);
    }
}

BOOST_AUTO_TEST_SUITE_END()
