// Which runs workers are told to start, and what their polls leave behind.
#include <tests/api/work_pools.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

using ids = std::vector<std::string>;

// A pool p with the queues first and second, the latter behind it.
struct pool_with_queues
{
    test_server server;
    std::string flow;

    explicit pool_with_queues(db::dialect dialect, std::string const& more = {}) : server{dialect}
    {
        make_pool(server, "p", more);
        make_queue(server, "p", "second", R"(,"priority":2)");
        make_queue(server, "p", "first", R"(,"priority":1)");
        flow = make_flow(server);
    }

    std::string run(std::string const& queue, std::string const& when)
    {
        return make_scheduled_run(server, flow, "p", queue, "2026-01-01T00:" + when + ":00Z");
    }

    void change_queue(std::string const& name, std::string const& body)
    {
        BOOST_TEST(server.ask("PATCH", "/work_pools/p/queues/" + name, body).status == 204);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(worker_polls)

PRAETOR_TEST_EACH_DIALECT(runs_come_by_the_priority_of_their_queue_and_then_by_time)
{
    pool_with_queues at{dialect};
    auto const late = at.run("second", "02");
    auto const soon = at.run("second", "01");
    auto const first = at.run("first", "30");
    BOOST_TEST(polled_runs(at.server, "p") == (ids{first, soon, late}));
    BOOST_TEST(polled_runs(at.server, "p", R"({"limit":2})") == (ids{first, soon}));
    BOOST_TEST(polled_runs(at.server, "p", R"({"limit":0})").empty());
    BOOST_TEST(polled_runs(at.server, "p", R"({"work_queue_names":["second"]})") == (ids{soon, late}));
    BOOST_TEST(polled_runs(at.server, "p", R"({"work_queue_names":[]})").size() == 3U);
    BOOST_TEST(polled_runs(at.server, "p", R"({"scheduled_before":"2026-01-01T00:02:00Z"})") == (ids{soon, late}));
    BOOST_TEST(polled_runs(at.server, "p", R"({"scheduled_after":"2026-01-01T00:02:00Z"})") == (ids{first, late}));
    auto const told = poll(at.server, "p").json().at(0);
    BOOST_TEST(told.at("work_queue_id") == at.server.get("/work_pools/p/queues/first").json().at("id"));
    BOOST_TEST(told.at("work_pool_id") == at.server.get("/work_pools/p").json().at("id"));
    BOOST_TEST(text_of(told.at("flow_run").at("state"), "type") == "SCHEDULED");
    BOOST_TEST(!told.at("flow_run").as_object().contains("work_pool_name"));
}

PRAETOR_TEST_EACH_DIALECT(a_pool_of_many_queues_gives_its_runs_as_one_of_few_does)
{
    pool_with_queues at{dialect};
    auto const late = at.run("second", "02");
    auto const soon = at.run("second", "01");
    auto const first = at.run("first", "30");
    std::vector<ids> of_few;
    auto const all_polls = [&] {
        std::vector<ids> told;
        for (auto const* body : {"{}", R"({"limit":2})", R"({"scheduled_before":"2026-01-01T00:02:00Z"})"})
            told.push_back(polled_runs(at.server, "p", body));
        at.change_queue("second", R"({"concurrency_limit":1})");
        told.push_back(polled_runs(at.server, "p"));
        BOOST_TEST(at.server.ask("PATCH", "/work_pools/p", R"({"concurrency_limit":1})").status == 204);
        told.push_back(polled_runs(at.server, "p"));
        BOOST_TEST(at.server.ask("PATCH", "/work_pools/p", R"({"concurrency_limit":null})").status == 204);
        at.change_queue("second", R"({"concurrency_limit":null})");
        return told;
    };
    of_few = all_polls();
    BOOST_TEST(of_few[0] == (ids{first, soon, late}));
    BOOST_TEST(of_few[3] == (ids{first, soon}));
    BOOST_TEST(of_few[4] == (ids{first}));
    for (auto const* name : {"a", "b", "c", "d"})
        make_queue(at.server, "p", name);
    auto const of_many = all_polls();
    BOOST_TEST((of_many == of_few));
    auto const last = at.run("d", "00");
    BOOST_TEST(polled_runs(at.server, "p") == (ids{first, soon, late, last}));
}

PRAETOR_TEST_EACH_DIALECT(a_queue_gives_no_more_runs_than_its_limit_leaves_room_for)
{
    pool_with_queues at{dialect};
    auto const running = at.run("second", "01");
    auto const next = at.run("second", "02");
    at.run("second", "03");
    auto const other = at.run("first", "04");
    at.change_queue("second", R"({"concurrency_limit":2})");
    set_state(at.server, running, R"({"type":"RUNNING"})", true);
    BOOST_TEST(polled_runs(at.server, "p") == (ids{other, next}));
    BOOST_TEST(at.server.get("/work_pools/p/queues/second").json().at("active_slots").to_number<int>() == 1);
    at.change_queue("second", R"({"concurrency_limit":0})");
    BOOST_TEST(polled_runs(at.server, "p") == (ids{other}));
}

PRAETOR_TEST_EACH_DIALECT(a_pool_gives_no_more_runs_than_its_limit_leaves_room_for)
{
    pool_with_queues at{dialect, R"(,"concurrency_limit":2)"};
    auto const pending = at.run("first", "01");
    auto const next = at.run("second", "02");
    at.run("second", "03");
    set_state(at.server, pending, R"({"type":"PENDING"})", true);
    BOOST_TEST(polled_runs(at.server, "p") == (ids{next}));
    BOOST_TEST(at.server.get("/work_pools/p").json().at("active_slots").to_number<int>() == 1);
    set_state(at.server, next, R"({"type":"RUNNING"})", true);
    BOOST_TEST(polled_runs(at.server, "p").empty());
}

PRAETOR_TEST_EACH_DIALECT(what_is_paused_gives_no_runs)
{
    pool_with_queues at{dialect};
    at.run("second", "01");
    auto const other = at.run("first", "02");
    at.change_queue("second", R"({"is_paused":true})");
    BOOST_TEST(polled_runs(at.server, "p") == (ids{other}));
    BOOST_TEST(at.server.ask("PATCH", "/work_pools/p", R"({"is_paused":true})").status == 204);
    BOOST_TEST(polled_runs(at.server, "p").empty());
}

PRAETOR_TEST_EACH_DIALECT(a_run_that_is_retried_by_the_process_that_has_it_is_told_to_nobody)
{
    pool_with_queues at{dialect};
    auto const run = at.run("first", "01");
    at.server.database().run("UPDATE flow_run SET empirical_policy = '{\"retry_type\": \"in_process\"}'");
    BOOST_TEST(polled_runs(at.server, "p").empty());
    at.server.database().run("UPDATE flow_run SET empirical_policy = '{\"retry_type\": \"reschedule\"}'");
    BOOST_TEST(polled_runs(at.server, "p") == (ids{run}));
}

PRAETOR_TEST_EACH_DIALECT(a_poll_of_what_is_not_there_is_refused)
{
    pool_with_queues at{dialect};
    BOOST_TEST(text_of(poll(at.server, "none").json(), "detail") == "Work pool \"none\" not found.");
    auto const refused = poll(at.server, "p", R"({"work_queue_names":["first","none"]})");
    BOOST_TEST(refused.status == 404);
    BOOST_TEST(text_of(refused.json(), "detail") == "Work pool queue 'p/none' not found.");
    BOOST_TEST(poll(at.server, "p", R"({"limit":201})").status == 422);
}

PRAETOR_TEST_EACH_DIALECT(polled_queues_and_their_deployments_become_ready_and_are_told_once)
{
    pool_with_queues at{dialect};
    auto const queue = at.server.get("/work_pools/p/queues/first").json();
    auto const deployment = make_deployment(at.server, at.flow);
    at.server.database().run("UPDATE deployment SET work_queue_id = '" + text_of(queue, "id") + "'");
    at.change_queue("second", R"({"is_paused":true})");
    auto const is_ready = [&] {
        return text_of(at.server.get("/deployments/" + deployment).json(), "status") == "READY";
    };
    BOOST_TEST(poll(at.server, "p").status == 200);
    BOOST_TEST(comes_true(is_ready));
    auto const polled = at.server.get("/work_pools/p/queues/first").json();
    BOOST_TEST(text_of(polled, "status") == "READY");
    BOOST_TEST(!polled.at("last_polled").is_null());
    auto const paused = at.server.get("/work_pools/p/queues/second").json();
    BOOST_TEST(text_of(paused, "status") == "PAUSED");
    BOOST_TEST(!paused.at("last_polled").is_null());

    BOOST_TEST(poll(at.server, "p").status == 200);
    BOOST_TEST(comes_true([&] {
        return text_of(at.server.get("/work_pools/p/queues/first").json(), "last_polled") >
               text_of(polled, "last_polled");
    }));
    BOOST_TEST(events_of(at.server, "prefect.work-queue." + text_of(queue, "id")) ==
               "prefect.work-queue.created;prefect.work-queue.ready;");
    BOOST_TEST(events_of(at.server, "prefect.deployment." + deployment) == "prefect.deployment.ready;");
}

PRAETOR_TEST_EACH_DIALECT(polls_that_were_answered_are_marked_before_the_server_ends)
{
    temporary_database at{dialect, content::tables};
    {
        test_server server{at, {}};
        make_pool(server, "p");
        BOOST_TEST(poll(server, "p").status == 200);
    }
    BOOST_TEST(at.run("SELECT status FROM work_queue") == "READY");
}

PRAETOR_TEST_EACH_DIALECT(runs_that_take_slots_are_told_by_queue)
{
    pool_with_queues at{dialect, R"(,"concurrency_limit":5)"};
    std::string last;
    for (auto const* minute : {"01", "02", "03"}) {
        last = at.run("second", minute);
        set_state(at.server, last, R"({"type":"RUNNING"})", true);
    }
    at.run("first", "01");
    auto const told = at.server.post("/work_pools/p/concurrency_status", R"({"flow_run_limit":2})").json();
    BOOST_TEST(told.at("active_slots").to_number<int>() == 3);
    BOOST_TEST(told.at("concurrency_limit").to_number<int>() == 5);
    BOOST_TEST(told.at("count").to_number<int>() == 3);
    auto const& second = told.at("queues").at(2);
    BOOST_TEST(text_of(second, "queue_name") == "second");
    BOOST_TEST(second.at("active_slots").to_number<int>() == 3);
    BOOST_TEST(second.at("flow_run_count").to_number<int>() == 3);
    BOOST_TEST(second.at("flow_runs").as_array().size() == 2U);
    BOOST_TEST(second.at("flow_runs").at(0).at("time_in_current_state").to_number<double>() >= 0.0);
    BOOST_TEST(told.at("queues").at(0).at("flow_runs").as_array().empty());

    auto const page = at.server.post("/work_pools/p/concurrency_status", R"({"page":2,"limit":2})").json();
    BOOST_TEST(page.at("pages").to_number<int>() == 2);
    BOOST_TEST(page.at("queues").as_array().size() == 1U);
    BOOST_TEST(text_of(at.server.post("/work_pools/none/concurrency_status", "{}").json(), "detail") ==
               "Work pool 'none' not found.");

    auto const queue = "/work_queues/" + text_of(second, "queue_id") + "/concurrency_status";
    auto const alone = at.server.post(queue, R"({"limit":2,"page":2})").json();
    BOOST_TEST(alone.at("active_slots").to_number<int>() == 3);
    BOOST_TEST(alone.at("flow_runs").as_array().size() == 1U);
    BOOST_TEST(alone.at("pages").to_number<int>() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
