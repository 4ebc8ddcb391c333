#include <models/flow_runs/flow_run_graph.hpp>

#include <server/base/error.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace praetor;
using namespace praetor::models;
namespace bj = boost::json;

namespace {

uuid id_of(int number)
{
    uuid id;
    id.bytes[15] = static_cast<std::uint8_t>(number);
    return id;
}

timestamp at(int second)
{
    return timestamp{std::chrono::seconds{1'700'000'000 + second}};
}

std::string task_input(int number)
{
    return R"({"input_type":"task_run","id":")" + to_string(id_of(number)) + R"("})";
}

// A task that started at second `number` and, unless it still runs, ended a second later.
graph_node node(int number, std::string inputs = "{}", bool ended = true)
{
    graph_node made;
    made.id = id_of(number);
    made.label = "task-" + std::to_string(number);
    made.state_type = ended ? state_type::COMPLETED : state_type::RUNNING;
    made.start_time = at(number);
    if (ended)
        made.end_time = at(number + 1);
    made.inputs = std::move(inputs);
    return made;
}

bj::object graph_of(std::vector<graph_node> nodes, graph_query const& wanted = {})
{
    graph_parts parts;
    parts.nodes = std::move(nodes);
    return bj::parse(graph_text(std::move(parts), wanted)).as_object();
}

// The labels of the nodes at the ends of a node's edges.
std::vector<int> ends(bj::object const& graph, std::size_t place, std::string_view kind)
{
    std::vector<int> found;
    for (auto const& edge : graph.at("nodes").at(place).at(1).at(kind).as_array())
        found.push_back(uuid::parse(edge.at("id").as_string())->bytes[15]);
    return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(flow_run_graph)

BOOST_AUTO_TEST_CASE(a_run_without_tasks_has_an_empty_graph)
{
    auto const graph = graph_of({});
    BOOST_TEST(bj::serialize(graph) ==
               R"({"start_time":null,"end_time":null,"root_node_ids":[],"nodes":[],"artifacts":[],"states":[]})");
}

BOOST_AUTO_TEST_CASE(an_input_links_both_ends)
{
    auto const graph = graph_of({node(2, R"({"x":[)" + task_input(1) + "]}"), node(1)});
    BOOST_TEST(ends(graph, 0, "children") == std::vector<int>{2}, boost::test_tools::per_element());
    BOOST_TEST(ends(graph, 1, "parents") == std::vector<int>{1}, boost::test_tools::per_element());
    BOOST_TEST(graph.at("root_node_ids").as_array().size() == 1U);
    BOOST_TEST(graph.at("root_node_ids").at(0).as_string() == to_string(id_of(1)));
}

BOOST_AUTO_TEST_CASE(parents_and_children_stand_in_order_of_their_start)
{
    auto const graph = graph_of({node(3, R"({"x":[)" + task_input(2) + "," + task_input(1) + "]}"), node(1), node(2),
                                 node(4, R"({"y":[)" + task_input(1) + "]}")});
    BOOST_TEST(ends(graph, 2, "parents") == (std::vector<int>{1, 2}), boost::test_tools::per_element());
    BOOST_TEST(ends(graph, 0, "children") == (std::vector<int>{3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_edge_counts_once_for_each_input_of_its_parent)
{
    std::string const parameters = R"([{"input_type":"parameter","name":"a"},{"input_type":"constant","type":"int"}])";
    auto const graph =
        graph_of({node(1, R"({"a":)" + parameters + R"(,"b":[]})"), node(2, R"({"x":[)" + task_input(1) + "]}")});
    BOOST_TEST(ends(graph, 1, "parents") == (std::vector<int>{1, 1, 1}), boost::test_tools::per_element());
    BOOST_TEST(ends(graph, 0, "children") == (std::vector<int>{2, 2, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_encapsulates_a_task_is_told_once_and_is_no_parent)
{
    auto const inside = R"({"__parents__":[)" + task_input(1) + "," + task_input(1) + "]}";
    auto const graph = graph_of({node(1), node(2, inside)});
    BOOST_TEST(ends(graph, 1, "encapsulating") == std::vector<int>{1}, boost::test_tools::per_element());
    BOOST_TEST(ends(graph, 1, "parents").empty());
    BOOST_TEST(ends(graph, 0, "children").empty());
    BOOST_TEST(graph.at("root_node_ids").as_array().size() == 2U);
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_subflow_is_linked_to_each_of_its_runs)
{
    auto first = node(2);
    auto again = node(3);
    first.stands_for = again.stands_for = id_of(9);
    auto const graph = graph_of({node(1), first, again, node(4, R"({"wait_for":[)" + task_input(9) + "]}"),
                                 node(5, R"({"x":[)" + task_input(3) + "]}")});
    BOOST_TEST(ends(graph, 3, "parents") == (std::vector<int>{2, 3}), boost::test_tools::per_element());
    BOOST_TEST(ends(graph, 1, "children") == std::vector<int>{4}, boost::test_tools::per_element());
    BOOST_TEST(ends(graph, 2, "children") == (std::vector<int>{4, 5}), boost::test_tools::per_element());
    BOOST_TEST(graph.at("root_node_ids").as_array().size() == 3U);
}

BOOST_AUTO_TEST_CASE(inputs_that_are_nonsense_are_no_edges)
{
    auto const graph = graph_of({node(1, "not JSON"), node(2, "[]"), node(3, R"({"x":5,"y":[1,{"id":7},{"id":"?"}]})"),
                                 node(4, R"({"x":[)" + task_input(9) + "]}")});
    for (std::size_t i = 0; i < 4; ++i)
        BOOST_TEST(ends(graph, i, "parents").empty());
}

BOOST_AUTO_TEST_CASE(nodes_that_ended_before_are_left_out_and_still_are_ends_of_edges)
{
    graph_query wanted;
    wanted.since = at(3);
    auto const graph = graph_of({node(1), node(2, R"({"x":[)" + task_input(1) + "]}"), node(0, "{}", false)}, wanted);
    BOOST_REQUIRE(graph.at("nodes").as_array().size() == 2U);
    BOOST_TEST(ends(graph, 1, "parents") == std::vector<int>{1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_nodes_that_started_together_those_without_an_end_stand_last_or_first)
{
    auto running = node(1, "{}", false);
    auto ended = node(2);
    ended.start_time = running.start_time;
    graph_query wanted;
    BOOST_TEST(graph_of({running, ended}, wanted).at("nodes").at(0).at(1).at("label") == "task-2");
    wanted.running_first = true;
    BOOST_TEST(graph_of({running, ended}, wanted).at("nodes").at(0).at(1).at("label") == "task-1");
}

BOOST_AUTO_TEST_CASE(more_nodes_than_the_limit_are_refused)
{
    graph_query wanted;
    wanted.max_nodes = 2;
    BOOST_TEST(graph_of({node(1), node(2)}, wanted).at("nodes").as_array().size() == 2U);
    auto const too_large = [&] { graph_of({node(1), node(2), node(3)}, wanted); };
    BOOST_CHECK_EXCEPTION(too_large(), error, [](error const& thrown) {
        return thrown.code() == errc::bad_request &&
               thrown.what() == std::string{"The graph of flow run 00000000-0000-0000-0000-000000000000 has more than "
                                            "2 nodes."};
    });
}

BOOST_AUTO_TEST_CASE(artifacts_stand_with_their_task_or_with_the_run)
{
    graph_parts parts;
    parts.nodes = {node(1)};
    graph_artifact made;
    made.id = id_of(7);
    made.created = at(5);
    made.is_latest = true;
    parts.artifacts.push_back(made);
    made.task_run_id = id_of(1);
    made.key = "k";
    made.data = "0.5";
    parts.artifacts.push_back(made);
    made.task_run_id = id_of(9); // of a task that the graph does not have
    parts.artifacts.push_back(made);
    auto const graph = bj::parse(graph_text(std::move(parts), {})).as_object();
    BOOST_TEST(graph.at("artifacts").as_array().size() == 1U);
    BOOST_TEST(graph.at("artifacts").at(0).at("data").is_null());
    auto const& own = graph.at("nodes").at(0).at(1).at("artifacts");
    BOOST_TEST(own.as_array().size() == 1U);
    BOOST_TEST(own.at(0).at("data") == 0.5);
    BOOST_TEST(own.at(0).at("key") == "k");
}

BOOST_AUTO_TEST_SUITE_END()
