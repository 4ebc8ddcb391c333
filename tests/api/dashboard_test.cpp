#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <models/task_runs/task_run_dashboard.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr auto nobody = "00000000-0000-4000-8000-000000000000";

std::string make_task_run(test_server const& server, std::string const& flow_run, std::string const& key,
                          std::string const& state)
{
    auto const id = text_of(server
                                .post("/task_runs/", R"({"flow_run_id":")" + flow_run + R"(","task_key":")" + key +
                                                         R"(","dynamic_key":"0"})")
                                .json(),
                            "id");
    set_state(server, id, R"({"type":"RUNNING"})", true, "task_runs");
    set_state(server, id, R"({"type":")" + state + "\"}", true, "task_runs");
    return id;
}

} // namespace

BOOST_AUTO_TEST_SUITE(dashboard)

PRAETOR_TEST_EACH_DIALECT(the_next_run_of_each_flow_is_the_one_that_is_due_first)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const scheduled = [&](std::string const& when) {
        return make_flow_run(server, flow,
                             R"(,"state":{"type":"SCHEDULED","state_details":{"scheduled_time":")" + when + "\"}}");
    };
    scheduled("2999-01-02T00:00:00Z");
    auto const sooner = scheduled("2999-01-01T00:00:00Z");
    auto const ids = R"({"flow_ids":[")" + flow + "\",\"" + nobody + "\"]}";
    auto const runs = server.post("/ui/flows/next-runs", ids).json();
    BOOST_TEST(text_of(runs.at(flow), "id") == sooner);
    BOOST_TEST(runs.at(flow).at("next_scheduled_start_time") == "2999-01-01T00:00:00Z");
    BOOST_TEST(runs.at(nobody).is_null());
    auto const counts = server.post("/ui/flows/count-deployments", ids).json();
    BOOST_TEST(counts.at(flow) == 0);
    BOOST_TEST(counts.at(nobody) == 0);
}

BOOST_AUTO_TEST_CASE(two_hundred_ids_may_be_asked_at_once)
{
    test_server server{db::dialect::sqlite};
    auto const ids = [](std::string const& member, int count, std::string const& last) {
        std::string all;
        for (int i = 1; i < count; ++i)
            all += '"' + to_string(uuid::random()) + "\",";
        return R"({")" + member + R"(":[)" + all + '"' + last + "\"]}";
    };
    for (auto const& [path, member] :
         {std::pair{"/ui/flows/count-deployments", "flow_ids"}, std::pair{"/ui/flows/next-runs", "flow_ids"},
          std::pair{"/ui/flow_runs/count-task-runs", "flow_run_ids"}})
    {
        BOOST_TEST(server.post(path, ids(member, 200, nobody)).status == 200);
        auto const many = server.post(path, ids(member, 201, "no id"));
        BOOST_TEST(many.status == 422);
        auto const told = many.json();
        auto const& problems = told.at("exception_detail").as_array();
        BOOST_REQUIRE(problems.size() == 1U);
        BOOST_TEST(problems.at(0).at("type") == "too_long");
        BOOST_TEST(problems.at(0).at("msg") == "List should have at most 200 items after validation, not 201");
        BOOST_TEST(problems.at(0).at("ctx").at("actual_length") == 201);
        BOOST_TEST(server.post(path, ids(member, 200, "no id")).status == 422);
    }
}

PRAETOR_TEST_EACH_DIALECT(runs_are_marks_in_a_timeline)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const run = make_flow_run(server, flow, R"(,"state":{"type":"RUNNING"})");
    auto const marks = server.post("/ui/flow_runs/history", "{}").json();
    BOOST_REQUIRE(marks.as_array().size() == 1U);
    BOOST_TEST(text_of(marks.at(0), "id") == run);
    BOOST_TEST(marks.at(0).at("state_type") == "RUNNING");
    BOOST_TEST(marks.at(0).at("lateness") == 0.0);
    BOOST_TEST(server.post("/ui/flow_runs/history", R"({"limit":1001})").status == 422);
    BOOST_TEST(server.post("/ui/flow_runs/history", R"({"sort":"START_TIME_ASC","limit":5})").status == 200);
}

PRAETOR_TEST_EACH_DIALECT(task_runs_are_counted_by_flow_run_without_subflows)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const run = make_flow_run(server, flow);
    make_task_run(server, run, "a", "COMPLETED");
    auto const stand_in = make_task_run(server, run, "b", "COMPLETED");
    make_flow_run(server, flow, R"(,"parent_task_run_id":")" + stand_in + "\"");
    auto const counts =
        server.post("/ui/flow_runs/count-task-runs", R"({"flow_run_ids":[")" + run + "\",\"" + nobody + "\"]}").json();
    BOOST_TEST(counts.at(run) == 1);
    BOOST_TEST(counts.at(nobody) == 0);
}

PRAETOR_TEST_EACH_DIALECT(task_runs_are_counted_by_state_and_by_how_they_ended)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server, "counted"));
    make_task_run(server, run, "a", "COMPLETED");
    make_task_run(server, run, "b", "FAILED");
    make_task_run(server, run, "c", "CRASHED");
    make_task_run(server, run, "d", "RUNNING");
    auto const states = server.post("/ui/task_runs/count", "{}").json();
    BOOST_TEST(states.at("COMPLETED") == 1);
    BOOST_TEST(states.at("RUNNING") == 1);
    BOOST_TEST(states.at("SCHEDULED") == 0);
    auto const outcomes = [&](std::string const& more) {
        auto const since = to_rfc3339(now() - std::chrono::hours{1});
        auto const parts = server
                               .post("/ui/task_runs/dashboard/counts",
                                     R"({"task_runs":{"start_time":{"after_":")" + since + "\"}}" + more + '}')
                               .json();
        std::pair<std::int64_t, std::int64_t> all;
        for (auto const& part : parts.as_array()) {
            all.first += part.at("completed").as_int64();
            all.second += part.at("failed").as_int64();
        }
        BOOST_TEST(parts.as_array().size() == 20U);
        return all;
    };
    BOOST_TEST((outcomes("") == std::pair<std::int64_t, std::int64_t>{1, 2}));
    BOOST_TEST((outcomes(R"(,"flows":{"name":{"any_":["other"]}})") == std::pair<std::int64_t, std::int64_t>{0, 0}));
    BOOST_TEST(server.post("/ui/task_runs/dashboard/counts", R"({"task_runs":{}})").body ==
               R"({"detail":"task_runs.start_time.after_ is required"})");
}

PRAETOR_TEST_EACH_DIALECT(a_task_run_is_told_with_the_name_of_its_flow_run)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server), R"(,"name":"above")");
    auto const id = make_task_run(server, run, "a", "COMPLETED");
    auto const answer = server.get("/ui/task_runs/" + id).json();
    BOOST_TEST(answer.at("flow_run_name") == "above");
    BOOST_TEST(answer.at("state").at("type") == "COMPLETED");
    BOOST_TEST(server.get("/ui/task_runs/" + std::string{nobody}).body == R"({"detail":"Task not found"})");
}

BOOST_AUTO_TEST_CASE(a_span_begins_and_ends_with_whole_minutes)
{
    using namespace std::chrono;
    timestamp const after{sys_days{2026y / 1 / 1} + hours{1} + seconds{30}};
    auto const span = models::to_dashboard_span(after, after + minutes{19}, after);
    BOOST_TEST((span.from == timestamp{sys_days{2026y / 1 / 1} + hours{1}}));
    BOOST_TEST((span.part == minutes{1}));
    auto const open = models::to_dashboard_span(after, std::nullopt, after);
    BOOST_TEST((open.part == seconds{3}));
}

BOOST_AUTO_TEST_SUITE_END()
