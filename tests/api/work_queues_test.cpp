// Deprecated routes of queues: by their id, in the pool of agents.
#include <tests/api/work_pools.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

answer make_agent_queue(test_server const& server, std::string const& name, std::string const& more = {})
{
    return server.post("/work_queues/", R"({"name":")" + name + '"' + more + '}');
}

std::size_t runs_in(test_server const& server, std::string const& queue, std::string const& body = "{}")
{
    return server.post("/work_queues/" + queue + "/get_runs", body).json().as_array().size();
}

} // namespace

BOOST_AUTO_TEST_SUITE(work_queues)

PRAETOR_TEST_EACH_DIALECT(the_first_queue_without_a_pool_makes_the_pool_of_agents)
{
    test_server server{dialect};
    auto const queue = make_agent_queue(server, "q");
    BOOST_TEST(queue.status == 201);
    BOOST_TEST(text_of(queue.json(), "work_pool_name") == "default-agent-pool");
    BOOST_TEST(queue.json().at("priority").to_number<int>() == 2);
    BOOST_TEST(make_agent_queue(server, "q").status == 409);
    BOOST_TEST(make_agent_queue(server, "default").status == 409);
    BOOST_TEST(text_of(server.get("/work_pools/default-agent-pool").json(), "type") == "prefect-agent");
    BOOST_TEST(server.get("/work_queues/name/q").json() == queue.json());
    BOOST_TEST(server.get("/work_queues/" + text_of(queue.json(), "id")).json() == queue.json());
    BOOST_TEST(text_of(server.get("/work_queues/name/none").json(), "detail") == "work queue not found");
}

PRAETOR_TEST_EACH_DIALECT(a_first_queue_that_is_called_default_is_that_of_the_pool)
{
    test_server server{dialect};
    auto const queue = make_agent_queue(server, "default").json();
    BOOST_TEST(queue.at("id") == server.get("/work_pools/default-agent-pool").json().at("default_queue_id"));
}

PRAETOR_TEST_EACH_DIALECT(a_queue_is_changed_and_deleted_by_its_id)
{
    test_server server{dialect};
    auto const id = text_of(make_agent_queue(server, "q").json(), "id");
    auto const path = "/work_queues/" + id;
    BOOST_TEST(server.ask("PATCH", path, R"({"description":"x","is_paused":true})").status == 204);
    BOOST_TEST(text_of(server.get(path).json(), "status") == "PAUSED");
    BOOST_TEST(server.ask("PATCH", path, R"({"name":"default"})").status == 409);
    BOOST_TEST(server.ask("DELETE", path).status == 204);
    BOOST_TEST(server.ask("DELETE", path).status == 404);
    BOOST_TEST(text_of(server.ask("PATCH", path, "{}").json(), "detail") == "Work Queue " + id + " not found");
    BOOST_TEST(text_of(server.get(path + "/status").json(), "exception_message") ==
               "Work queue with id " + id + " not found");
    BOOST_TEST(text_of(server.post(path + "/get_runs", "{}").json(), "exception_message") ==
               "Work queue with id " + id + " not found.");
    auto const first = text_of(server.get("/work_queues/name/default").json(), "id");
    BOOST_TEST(server.ask("DELETE", "/work_queues/" + first).status == 409);
}

PRAETOR_TEST_EACH_DIALECT(an_agent_is_told_the_runs_of_its_queue_as_far_as_the_limit_goes)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    make_pool(server, "p");
    auto const queue = text_of(make_queue(server, "p", "q").json(), "id");
    auto const late = make_scheduled_run(server, flow, "p", "q", "2026-01-01T00:02:00Z");
    auto const soon = make_scheduled_run(server, flow, "p", "q", "2026-01-01T00:01:00Z");
    auto const told = server.post("/work_queues/" + queue + "/get_runs", "{}").json();
    BOOST_REQUIRE(told.as_array().size() == 2U);
    BOOST_TEST(text_of(told.at(0), "id") == soon);
    BOOST_TEST(told.at(0).at("work_pool_name").is_null());
    BOOST_TEST(text_of(told.at(0), "work_queue_name") == "q");
    BOOST_TEST(runs_in(server, queue, R"({"limit":1})") == 1U);
    BOOST_TEST(runs_in(server, queue, R"({"scheduled_before":"2026-01-01T00:01:00Z"})") == 1U);
    auto const limit = [&](int slots) {
        server.ask("PATCH", "/work_queues/" + queue, R"({"concurrency_limit":)" + std::to_string(slots) + '}');
    };
    limit(1);
    BOOST_TEST(runs_in(server, queue) == 1U);
    set_state(server, soon, R"({"type":"RUNNING"})", true);
    set_state(server, soon, R"({"type":"CANCELLING"})", true);
    BOOST_TEST(runs_in(server, queue) == 0U);
    BOOST_TEST(server.get("/work_queues/" + queue).json().at("active_slots").to_number<int>() == 1);
    BOOST_TEST(server.get("/work_pools/p/queues/q").json().at("active_slots").to_number<int>() == 0);
    server.ask("PATCH", "/work_queues/" + queue, R"({"is_paused":true,"concurrency_limit":null})");
    BOOST_TEST(runs_in(server, queue) == 0U);
}

PRAETOR_TEST_EACH_DIALECT(what_the_dashboard_looks_at_is_no_poll)
{
    test_server server{dialect};
    auto const path = "/work_queues/" + text_of(make_agent_queue(server, "q").json(), "id");
    BOOST_TEST(server.ask("POST", path + "/get_runs", "{}", {{"x-prefect-ui", "true"}}).status == 200);
    BOOST_TEST(server.ask("POST", path + "/get_runs", "{}", {{"x-prefect-ui", "maybe"}}).status == 422);
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    BOOST_TEST(server.get(path).json().at("last_polled").is_null());
    BOOST_TEST(!server.get(path + "/status").json().at("healthy").as_bool());
    BOOST_TEST(server.post(path + "/get_runs", "{}").status == 200);
    BOOST_TEST(comes_true([&] { return server.get(path + "/status").json().at("healthy").as_bool(); }));
}

PRAETOR_TEST_EACH_DIALECT(a_queue_with_a_filter_has_the_runs_with_its_tags)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const deployment = make_deployment(server, flow);
    auto const queue =
        text_of(make_agent_queue(server, "tagged", R"(,"filter":{"tags":["a"]},"concurrency_limit":2)").json(), "id");
    auto const make = [&](std::string const& more) {
        return make_flow_run(server, flow,
                             R"(,"state":{"type":"SCHEDULED"},"deployment_id":")" + deployment + '"' + more);
    };
    make_pool(server, "p");
    auto const first = make(R"(,"tags":["a","b"],"work_pool_name":"p")");
    BOOST_TEST(text_of(server.get("/flow_runs/" + first).json(), "work_queue_name") == "default");
    auto const told = server.post("/work_queues/" + queue + "/get_runs", "{}").json().at(0);
    for (auto const* const name : {"work_pool_id", "work_pool_name", "work_queue_name"})
        BOOST_TEST(told.at(name).is_null());
    make(R"(,"tags":["a"])");
    make(R"(,"tags":["a"])");
    make(R"(,"tags":["b"])");
    BOOST_TEST(runs_in(server, queue) == 2U);
    set_state(server, first, R"({"type":"RUNNING"})", true);
    BOOST_TEST(runs_in(server, queue) == 1U);
    BOOST_TEST(server.get("/work_queues/" + queue).json().at("active_slots").to_number<int>() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
