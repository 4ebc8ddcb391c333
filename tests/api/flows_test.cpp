#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

BOOST_AUTO_TEST_SUITE(flows)

PRAETOR_TEST_EACH_DIALECT(a_flow_is_made_once_and_then_found_by_its_name)
{
    test_server server{dialect};
    auto const made = server.post("/flows/", R"({"name":"etl","tags":["a","b"],"labels":{"team":"x"}})");
    BOOST_TEST(made.status == 201);
    BOOST_TEST(made.json().at("tags") == boost::json::value({"a", "b"}));
    auto const again = server.post("/flows/", R"({"name":"etl"})");
    BOOST_TEST(again.status == 200);
    BOOST_TEST(again.json().at("id") == made.json().at("id"));
    BOOST_TEST(server.get("/flows/name/etl").json() == made.json());
    BOOST_TEST(server.get("/flows/" + text_of(made.json(), "id")).json() == made.json());
}

PRAETOR_TEST_EACH_DIALECT(flows_are_filtered_by_name_part_tags_and_their_runs)
{
    test_server server{dialect};
    server.post("/flows/", R"({"name":"load sales","tags":["db","nightly"]})");
    server.post("/flows/", R"({"name":"load stock","tags":["db"]})");
    auto const names = [&](std::string const& filter) {
        std::string all;
        auto const found = server.post("/flows/filter", filter).json();
        for (auto const& one : found.as_array())
            all += text_of(one, "name") + ';';
        return all;
    };
    BOOST_TEST(names("{}") == "load sales;load stock;");
    BOOST_TEST(names(R"({"flows":{"name":{"like_":"STOCK"}}})") == "load stock;");
    BOOST_TEST(names(R"({"flows":{"tags":{"all_":["db","nightly"]}}})") == "load sales;");
    BOOST_TEST(names(R"({"flows":{"operator":"or_","name":{"any_":["load stock"]},"tags":{"all_":["nightly"]}}})") ==
               "load sales;load stock;");
    BOOST_TEST(names(R"({"sort":"NAME_DESC","limit":1})") == "load stock;");
    auto const id = text_of(server.get("/flows/name/load%20stock").json(), "id");
    auto const run = make_flow_run(server, id);
    BOOST_TEST(names(R"({"flow_runs":{"id":{"any_":[")" + run + "\"]}}}") == "load stock;");
    BOOST_TEST(server.post("/flows/count", R"({"flows":{"tags":{"all_":["db"]}}})").body == "2");
}

PRAETOR_TEST_EACH_DIALECT(a_change_and_a_deletion_tell_events)
{
    test_server server{dialect};
    auto const id = make_flow(server, "etl");
    BOOST_TEST(server.ask("PATCH", "/flows/" + id, R"({"tags":["new"]})").status == 204);
    BOOST_TEST(server.get("/flows/" + id).json().at("tags") == boost::json::value(boost::json::array{"new"}));
    BOOST_TEST(server.ask("DELETE", "/flows/" + id).status == 204);
    BOOST_TEST(server.ask("DELETE", "/flows/" + id).status == 404);
    auto const page = server.post("/events/filter", R"({"filter":{"order":"ASC"}})").json();
    std::string names;
    for (auto const& one : page.at("events").as_array())
        names += text_of(one, "event") + ';';
    BOOST_TEST(names == "prefect.flow.created;prefect.flow.updated;prefect.flow.deleted;");
}

PRAETOR_TEST_EACH_DIALECT(a_limit_beyond_the_servers_is_refused)
{
    test_server server{dialect};
    auto const answer = server.post("/flows/filter", R"({"limit":201})");
    BOOST_TEST(answer.status == 422);
    BOOST_TEST(text_of(answer.json(), "detail") == "Invalid limit: must be less than or equal to 200.");
}

PRAETOR_TEST_EACH_DIALECT(a_text_that_looks_like_sql_is_a_text)
{
    test_server server{dialect};
    std::string const name = "x'; DROP TABLE flow; -- $1 \\\" %s";
    auto const body = R"({"name":"x'; DROP TABLE flow; -- $1 \\\" s"})";
    auto const made = server.post("/flows/", body);
    BOOST_TEST(made.status == 201);
    BOOST_TEST(server.post("/flows/filter", R"({"flows":{"name":{"like_":"DROP TABLE"}}})").json().as_array().size() ==
               1U);
    BOOST_TEST(server.post("/flows/count", "{}").body == "1");
}

PRAETOR_TEST_EACH_DIALECT(a_deleted_flow_takes_the_logs_of_its_runs_with_it)
{
    test_server server{dialect};
    auto const log_of = [&](std::string const& run) {
        server.post("/logs/",
                    R"([{"name":"x","level":20,"message":"m","timestamp":"2026-01-01T00:00:00Z","flow_run_id":")" +
                        run + "\"}]");
    };
    auto const kept = make_flow_run(server, make_flow(server, "kept"));
    log_of(kept);
    auto const alone = make_flow(server, "alone");
    log_of(make_flow_run(server, alone));
    log_of(make_flow_run(server, alone));
    BOOST_TEST(server.ask("DELETE", "/flows/" + alone).status == 204);
    auto const many = make_flow(server, "many");
    log_of(make_flow_run(server, many));
    auto const gone = server.post("/flows/bulk_delete", R"({"flows":{"name":{"any_":["many"]}}})").json();
    BOOST_TEST(gone.at("deleted").at(0) == boost::json::value(many));
    auto const left = server.post("/logs/filter", "{}").json();
    BOOST_REQUIRE(left.as_array().size() == 1U);
    BOOST_TEST(text_of(left.at(0), "flow_run_id") == kept);
    BOOST_TEST(server.ask("DELETE", "/flows/" + alone).status == 404);
}

PRAETOR_TEST_EACH_DIALECT(a_flow_of_many_runs_is_deleted_part_by_part)
{
    test_server server{dialect};
    auto const kept = make_flow_run(server, make_flow(server, "kept"));
    auto const flow = make_flow(server, "many");
    server.database().run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) INSERT INTO "
        "flow_run (name, flow_id) SELECT 'r', '" +
        flow +
        "' FROM n; INSERT INTO log (name, level, message, timestamp, flow_run_id) SELECT 'x', 20, 'm', "
        "'2026-01-01 00:00:00.000000', id FROM flow_run");
    BOOST_TEST(server.ask("DELETE", "/flows/" + flow).status == 204);
    BOOST_TEST(server.get("/flows/" + flow).status == 404);
    BOOST_TEST(server.database().run("SELECT count(*) FROM flow_run") == "1");
    BOOST_TEST(server.database().run("SELECT count(*) FROM log") == "1");
    BOOST_TEST(server.get("/flow_runs/" + kept).status == 200);
}

PRAETOR_TEST_EACH_DIALECT(a_deleted_flow_takes_the_limits_of_its_deployments_with_it_and_frees_what_its_tasks_hold)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const shared = make_limit(server, "shared", 1);
    auto const tag = make_limit(server, "tag:t", 3);
    static_cast<void>(make_deployment(server, flow, shared));
    auto const deployment = make_deployment(server, flow);
    auto const own = make_limit(server, "deployment:" + deployment, 1);
    server.database().run("UPDATE deployment SET concurrency_limit_id = '" + own + "' WHERE id = '" + deployment +
                          '\'');
    auto const run = make_flow_run(server, flow, R"(,"state":{"type":"RUNNING"})");
    auto const task = [&](std::string const& flow_run, std::string const& key) {
        auto const id =
            text_of(server
                        .post("/task_runs/", R"({"flow_run_id":")" + flow_run +
                                                 R"(","task_key":"k","tags":["t"],"dynamic_key":")" + key + "\"}")
                        .json(),
                    "id");
        set_state(server, id, R"({"type":"RUNNING"})", false, "task_runs");
        return id;
    };
    task(run, "0");
    auto const deleted_alone = task(run, "1");
    auto const other = make_flow_run(server, make_flow(server, "other"), R"(,"state":{"type":"RUNNING"})");
    task(other, "0");
    BOOST_TEST(active_slots(server, tag) == 3);
    BOOST_TEST(server.ask("DELETE", "/task_runs/" + deleted_alone).status == 204);
    BOOST_TEST(active_slots(server, tag) == 2);
    BOOST_TEST(server.ask("DELETE", "/flows/" + flow).status == 204);
    BOOST_TEST(active_slots(server, tag) == 1);
    BOOST_TEST(server.get("/v2/concurrency_limits/" + own).status == 404);
    BOOST_TEST(server.get("/v2/concurrency_limits/" + shared).status == 200);
    BOOST_TEST(server.ask("DELETE", "/flow_runs/" + other).status == 204);
    BOOST_TEST(active_slots(server, tag) == 0);
    BOOST_TEST(server.database().run("SELECT count(*) FROM praetor_concurrency_lease") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
