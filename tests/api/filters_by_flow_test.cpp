// What belongs to flows, found by their ids, which is asked of the column that refers to them, and by their names,
// which reads the flows.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

// A flow of this name with a deployment, two runs (one of the deployment), and a task run and an artifact of the first.
std::string make_flow_with_runs(test_server& server, std::string const& name)
{
    auto const flow = make_flow(server, name);
    auto const deployment = make_deployment(server, flow);
    auto const run =
        make_flow_run(server, flow, R"(,"name":"deployed-)" + name + R"(","deployment_id":")" + deployment + '"');
    make_flow_run(server, flow, R"(,"name":"alone")");
    auto const of_run = R"({"flow_run_id":")" + run + '"';
    BOOST_TEST_REQUIRE(server.post("/task_runs/", of_run + R"(,"task_key":"add","dynamic_key":"1"})").status == 201);
    BOOST_TEST_REQUIRE(server.post("/artifacts/", of_run + R"(,"key":"made-by-)" + name + R"("})").status == 201);
    return flow;
}

// How many deployments, flow runs, task runs, artifacts and latest artifacts these filters find.
std::string counts(test_server const& server, std::string const& filters)
{
    std::string all;
    for (auto const* const path :
         {"/deployments/count", "/flow_runs/count", "/task_runs/count", "/artifacts/count", "/artifacts/latest/count"})
        all += server.post(path, '{' + filters + '}').body + ' ';
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(filters_by_flow)

PRAETOR_TEST_EACH_DIALECT(what_belongs_to_a_flow_is_found_by_its_id_and_by_its_name_alike)
{
    test_server server{dialect};
    auto const etl = make_flow_with_runs(server, "etl");
    auto const load = make_flow_with_runs(server, "load");
    auto const none = std::string{"0 0 0 0 0 "};
    auto const one = std::string{"1 2 1 1 1 "};
    auto const both = std::string{"2 4 2 2 2 "};
    auto const unknown = to_string(uuid::random());
    BOOST_TEST(counts(server, R"("flows":{"id":{"any_":[")" + etl + R"("]}})") == one);
    BOOST_TEST(counts(server, R"("flows":{"id":{"any_":[")" + etl + R"(",")" + load + R"("]}})") == both);
    BOOST_TEST(counts(server, R"("flows":{"id":{"any_":[")" + unknown + R"("]}})") == none);
    BOOST_TEST(counts(server, R"("flows":{"id":{"any_":[]}})") == none);
    BOOST_TEST(counts(server, R"("flows":{"id":{"not_any_":[")" + etl + R"("]}})") == one);
    BOOST_TEST(counts(server, R"("flows":{"name":{"any_":["load"]}})") == one);
    BOOST_TEST(counts(server, R"("flows":{"id":{"any_":[")" + etl + R"("]},"name":{"any_":["load"]}})") == none);
    BOOST_TEST(counts(server, R"("flows":{"operator":"or_","id":{"any_":[")" + etl +
                                  R"("]},"name":{"any_":["load"]}})") == both);
}

PRAETOR_TEST_EACH_DIALECT(filters_of_a_flow_its_runs_and_their_deployment_are_asked_of_the_same_run)
{
    test_server server{dialect};
    auto const etl = make_flow_with_runs(server, "etl");
    make_flow_with_runs(server, "load");
    auto const of_etl = R"("flows":{"id":{"any_":[")" + etl + R"("]}},)";
    auto const found = [&](std::string const& filters) {
        return server.post("/task_runs/count", '{' + of_etl + filters + '}').body +
               server.post("/artifacts/count", '{' + of_etl + filters + '}').body;
    };
    BOOST_TEST(found(R"("flow_runs":{"name":{"any_":["deployed-etl"]}})") == "11");
    BOOST_TEST(found(R"("flow_runs":{"name":{"any_":["deployed-load"]}})") == "00");
    BOOST_TEST(found(R"("deployments":{"name":{"like_":"d-"}})") == "11");
    BOOST_TEST(found(R"("deployments":{"name":{"any_":["none"]}},"flow_runs":{"name":{"any_":["deployed-etl"]}})") ==
               "00");
}

BOOST_AUTO_TEST_SUITE_END()
