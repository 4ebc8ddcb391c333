#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

// The id of a task run that took the results of others: `inputs` is the JSON of task_inputs.
std::string make_task_run(test_server const& server, std::string const& flow_run, std::string const& key,
                          std::string const& inputs = "{}")
{
    return text_of(server
                       .post("/task_runs/", R"({"flow_run_id":")" + flow_run + R"(","task_key":")" + key +
                                                R"(","dynamic_key":"0","name":")" + key + R"(","task_inputs":)" +
                                                inputs + '}')
                       .json(),
                   "id");
}

std::string result_of(std::string const& task_run)
{
    return R"({"x":[{"input_type":"task_run","id":")" + task_run + R"("}]})";
}

constexpr auto unknown = "/flow_runs/00000000-0000-4000-8000-000000000000/";

} // namespace

BOOST_AUTO_TEST_SUITE(flow_run_graphs)

PRAETOR_TEST_EACH_DIALECT(a_graph_shows_tasks_subflows_artifacts_and_states)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const run = make_flow_run(server, flow, R"(,"state":{"type":"RUNNING"})");
    auto const first = make_task_run(server, run, "first");
    auto const second = make_task_run(server, run, "second", result_of(first));
    auto const stand_in = make_task_run(server, run, "stand-in");
    auto const waits = make_task_run(server, run, "waits", result_of(stand_in));
    auto const subflow = make_flow_run(server, flow, R"(,"name":"below","parent_task_run_id":")" + stand_in + "\"");
    for (auto const& task : {first, second, waits})
        set_state(server, task, R"({"type":"RUNNING"})", true, "task_runs");
    set_state(server, subflow, R"({"type":"RUNNING"})", true);
    server.post("/artifacts/", R"({"key":"k","type":"progress","data":0.5,"flow_run_id":")" + run +
                                   R"(","task_run_id":")" + first + "\"}");
    server.post("/artifacts/", R"({"type":"result","data":1,"flow_run_id":")" + run + "\"}");
    auto const answer = server.get("/flow_runs/" + run + "/graph-v2");
    BOOST_TEST(answer.status == 200);
    auto const graph = answer.json();
    auto const& nodes = graph.at("nodes").as_array();
    BOOST_REQUIRE(nodes.size() == 4U);
    BOOST_TEST(text_of(nodes[0].at(1), "id") == first);
    BOOST_TEST(text_of(nodes[0].at(1).at("children").at(0), "id") == second);
    BOOST_TEST(nodes[0].at(1).at("artifacts").at(0).at("data") == 0.5);
    BOOST_TEST(nodes[0].at(1).at("artifacts").at(0).at("is_latest") == true);
    BOOST_TEST(text_of(nodes[1].at(1).at("parents").at(0), "id") == first);
    BOOST_TEST(text_of(nodes[2].at(1), "id") == waits);
    BOOST_TEST(text_of(nodes[2].at(1).at("parents").at(0), "id") == subflow);
    BOOST_TEST(nodes[3].at(1).at("kind") == "flow-run");
    BOOST_TEST(text_of(nodes[3].at(1), "id") == subflow);
    BOOST_TEST(nodes[3].at(1).at("label") == "flow / below");
    BOOST_TEST(nodes[3].at(1).at("state_type") == "RUNNING");
    BOOST_TEST(text_of(nodes[3].at(1).at("children").at(0), "id") == waits);
    BOOST_TEST(graph.at("root_node_ids").as_array().size() == 2U);
    BOOST_TEST(graph.at("artifacts").as_array().empty());
    BOOST_TEST(graph.at("states").at(0).at("type") == "RUNNING");
    BOOST_TEST(
        server.get("/flow_runs/" + run + "/graph-v2?since=2999-01-01T00:00:00Z").json().at("nodes").as_array().size() ==
        4U);
}

PRAETOR_TEST_EACH_DIALECT(graphs_of_unknown_runs_are_refused_in_the_references_words)
{
    test_server server{dialect};
    auto const newer = server.get(unknown + std::string{"graph-v2"});
    BOOST_TEST(newer.status == 404);
    BOOST_TEST(newer.body == R"({"exception_message":"Flow run 00000000-0000-4000-8000-000000000000 not found"})");
    auto const older = server.get(unknown + std::string{"graph"});
    BOOST_TEST(older.status == 404);
    BOOST_TEST(older.body ==
               R"({"exception_message":"Flow run with id 00000000-0000-4000-8000-000000000000 not found"})");
}

PRAETOR_TEST_EACH_DIALECT(the_first_graph_lists_what_each_task_took)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    BOOST_TEST(server.get("/flow_runs/" + run + "/graph").body == "[]");
    auto const first = make_task_run(server, run, "first");
    auto const second = make_task_run(server, run, "second", result_of(first));
    auto const graph = server.get("/flow_runs/" + run + "/graph").json();
    BOOST_REQUIRE(graph.as_array().size() == 2U);
    bool const second_leads = text_of(graph.at(0), "id") == second;
    auto const& later = graph.at(second_leads ? 0 : 1);
    BOOST_TEST(later.at("upstream_dependencies").as_array().size() == 1U);
    BOOST_TEST(text_of(later.at("upstream_dependencies").at(0), "id") == first);
    BOOST_TEST(later.at("untrackable_result") == false);
    BOOST_TEST(later.at("state").at("type") == "PENDING");
}

BOOST_AUTO_TEST_SUITE_END()
