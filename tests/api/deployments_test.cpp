// Deployments as clients read, page, pause and delete them.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <boost/json/array.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

// The id of a deployment of this name with a queue of a pool.
std::string make_queued_deployment(test_server& server, std::string const& flow, std::string const& name)
{
    auto const pool = to_string(uuid::random());
    auto const queue = to_string(uuid::random());
    auto const id = to_string(uuid::random());
    server.database().run("INSERT INTO work_pool (id, name, type) VALUES ('" + pool + "', 'pool-" + name +
                          "', 'process'); INSERT INTO work_queue (id, name, work_pool_id) VALUES ('" + queue +
                          "', 'queue', '" + pool +
                          "'); INSERT INTO deployment (id, name, flow_id, work_queue_id, "
                          "tags) VALUES ('" +
                          id + "', '" + name + "', '" + flow + "', '" + queue + "', '[\"a\"]')");
    return id;
}

std::string names(boost::json::value const& deployments)
{
    std::string all;
    for (auto const& one : deployments.as_array())
        all += text_of(one, "name") + ';';
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(deployments)

PRAETOR_TEST_EACH_DIALECT(a_deployment_is_read_by_id_and_by_name_with_its_queue_and_schedules)
{
    test_server server{dialect};
    auto const id = make_queued_deployment(server, make_flow(server, "etl"), "daily");
    auto const schedules = "/deployments/" + id + "/schedules";
    BOOST_TEST(server
                   .post(schedules, R"([{"schedule":{"cron":"0 1 * * *"},"slug":"one"},
                                          {"schedule":{"interval":60},"slug":"two","active":false}])")
                   .status == 201);
    auto const found = server.get("/deployments/" + id).json();
    BOOST_TEST(text_of(found, "work_queue_name") == "queue");
    BOOST_TEST(text_of(found, "work_pool_name") == "pool-daily");
    BOOST_TEST(text_of(found, "status") == "NOT_READY");
    BOOST_TEST(found.at("schedules").as_array().size() == 2U);
    BOOST_TEST(text_of(found.at("schedules").at(0), "slug") == "two");
    BOOST_TEST(found.at("schedules") == server.get(schedules).json());
    BOOST_TEST(server.get("/deployments/name/etl/daily").json() == found);
    BOOST_TEST(server.post("/deployments/filter", "{}").json().at(0) == found);
    BOOST_TEST(text_of(server.get("/deployments/name/etl/none").json(), "detail") == "Deployment not found");
    BOOST_TEST(server.get("/deployments/" + to_string(uuid::random())).status == 404);
}

PRAETOR_TEST_EACH_DIALECT(deployments_are_filtered_by_what_they_belong_to_and_what_belongs_to_them)
{
    test_server server{dialect};
    auto const flow = make_flow(server, "etl");
    auto const a = make_queued_deployment(server, flow, "a");
    static_cast<void>(make_queued_deployment(server, make_flow(server, "other"), "b"));
    make_flow_run(server, flow, R"(,"deployment_id":")" + a + '"');
    auto const found = [&](std::string const& filter) {
        return names(server.post("/deployments/filter", filter).json());
    };
    BOOST_TEST(found("{}") == "a;b;");
    BOOST_TEST(found(R"({"sort":"NAME_DESC"})") == "b;a;");
    BOOST_TEST(found(R"({"limit":1,"offset":1})") == "b;");
    BOOST_TEST(found(R"({"flows":{"name":{"any_":["other"]}}})") == "b;");
    BOOST_TEST(found(R"({"work_pools":{"name":{"any_":["pool-a"]}}})") == "a;");
    BOOST_TEST(found(R"({"work_pools":{"name":{"any_":["pool-a"]}},"work_pool_queues":{"name":{"any_":["x"]}}})") ==
               "");
    BOOST_TEST(found(R"({"flow_runs":{"state":{"type":{"any_":["PENDING"]}}}})") == "a;");
    BOOST_TEST(found(R"({"task_runs":{"name":{"any_":["none"]}}})") == "");
    BOOST_TEST(found(R"({"deployments":{"flow_or_deployment_name":{"like_":"OTH"}}})") == "b;");
    BOOST_TEST(found(R"({"deployments":{"tags":{"all_":["a"]},"paused":{"eq_":true}}})") == "");
    BOOST_TEST(server.post("/deployments/count", R"({"deployments":{"name":{"like_":"B"}}})").body == "1");
    auto const page = server.post("/deployments/paginate", R"({"limit":1,"page":2})").json();
    BOOST_TEST(names(page.at("results")) == "b;");
    BOOST_TEST(page.at("count").to_number<int>() == 2);
    BOOST_TEST(page.at("pages").to_number<int>() == 2);
    BOOST_TEST(server.post("/ui/flows/count-deployments", R"({"flow_ids":[")" + flow + "\"]}").json().at(flow) == 1);
}

PRAETOR_TEST_EACH_DIALECT(a_paused_deployment_loses_the_runs_that_its_schedules_made)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const id = make_deployment(server, flow);
    auto const scheduled = R"(,"deployment_id":")" + id + R"(","state":{"type":"SCHEDULED"})";
    auto const by_itself = make_flow_run(server, flow, scheduled);
    auto const asked = make_flow_run(server, flow, scheduled);
    server.database().run("UPDATE flow_run SET auto_scheduled = TRUE WHERE id = '" + by_itself + "'");
    auto const paused = server.post("/deployments/" + id + "/pause_deployment", "");
    BOOST_TEST(paused.status == 200);
    BOOST_TEST(paused.body == "null");
    auto const once = server.get("/deployments/" + id).json();
    BOOST_TEST(once.at("paused") == boost::json::value(true));
    BOOST_TEST(server.post("/deployments/" + id + "/pause_deployment", "").status == 200);
    BOOST_TEST(server.get("/deployments/" + id).json() == once);
    BOOST_TEST(server.get("/flow_runs/" + by_itself).status == 404);
    BOOST_TEST(server.get("/flow_runs/" + asked).status == 200);
    BOOST_TEST(server.post("/deployments/" + id + "/resume_deployment", "").status == 200);
    BOOST_TEST(server.get("/deployments/" + id).json().at("paused") == boost::json::value(false));
    BOOST_TEST(server.post("/deployments/" + flow + "/resume_deployment", "").status == 404);
}

PRAETOR_TEST_EACH_DIALECT(a_deleted_deployment_takes_its_limit_and_what_was_scheduled_with_it_and_tells_it)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const limit = make_limit(server, "deployment:x", 1);
    auto const id = make_deployment(server, flow, limit);
    auto const run = make_flow_run(server, flow, R"(,"deployment_id":")" + id + R"(","state":{"type":"SCHEDULED"})");
    auto const pending = make_flow_run(server, flow, R"(,"deployment_id":")" + id + '"');
    BOOST_TEST(server.ask("DELETE", "/deployments/" + id).status == 204);
    BOOST_TEST(server.ask("DELETE", "/deployments/" + id).status == 404);
    BOOST_TEST(server.get("/v2/concurrency_limits/" + limit).status == 404);
    BOOST_TEST(server.get("/flow_runs/" + run).status == 404);
    BOOST_TEST(server.get("/flow_runs/" + pending).status == 200);
    auto const told = server.post("/events/filter", R"({"filter":{"event":{"name":["prefect.deployment.deleted"]}}})")
                          .json()
                          .at("events");
    BOOST_REQUIRE(told.as_array().size() == 1U);
    BOOST_TEST(text_of(told.at(0).at("resource"), "prefect.resource.id") == "prefect.deployment." + id);
    auto const& related = told.at(0).at("related").as_array();
    BOOST_REQUIRE(related.size() == 2U);
    BOOST_TEST(text_of(related.at(0), "prefect.resource.role") == "flow");
    BOOST_TEST(text_of(related.at(1), "prefect.resource.id") == "prefect.concurrency-limit." + limit);
}

PRAETOR_TEST_EACH_DIALECT(deployments_are_deleted_in_bulk_by_a_filter)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const a = make_queued_deployment(server, flow, "a");
    static_cast<void>(make_queued_deployment(server, flow, "b"));
    auto const gone = server.post("/deployments/bulk_delete", R"({"deployments":{"name":{"any_":["a","none"]}}})");
    BOOST_TEST(gone.json().at("deleted") == boost::json::value(boost::json::array{a}));
    BOOST_TEST(server.post("/deployments/count", "{}").body == "1");
    BOOST_TEST(server.post("/deployments/bulk_delete", R"({"limit":51})").status == 422);
}

PRAETOR_TEST_EACH_DIALECT(a_change_of_a_schedule_deletes_the_runs_that_it_was_to_make)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const id = make_deployment(server, flow);
    auto const schedules = "/deployments/" + id + "/schedules";
    auto const made = server.post(schedules, R"([{"schedule":{"rrule":"FREQ=DAILY"},"slug":"a","parameters":{"x":1},
                                                  "max_scheduled_runs":7}])");
    BOOST_REQUIRE(made.status == 201);
    auto const row = made.json().at(0);
    BOOST_TEST(text_of(row.at("schedule"), "rrule") == "DTSTART:20200101T000000\nFREQ=DAILY");
    BOOST_TEST(row.at("max_scheduled_runs").to_number<int>() == 7);
    auto const schedule = schedules + '/' + text_of(row, "id");
    auto const runs = [&](std::string const& starts) {
        auto const run =
            make_flow_run(server, flow, R"(,"deployment_id":")" + id + R"(","state":{"type":"SCHEDULED"})");
        server.database().run("UPDATE flow_run SET auto_scheduled = TRUE, next_scheduled_start_time = '" + starts +
                              "' WHERE id = '" + run + "'");
        return "/flow_runs/" + run;
    };
    auto const past = runs("2020-01-01 00:00:00.000000");
    auto const next = runs("2099-01-01 00:00:00.000000");
    BOOST_TEST(server.ask("PATCH", schedule, R"({"active":false})").status == 204);
    auto const changed = server.get(schedules).json().at(0);
    BOOST_TEST(changed.at("active") == boost::json::value(false));
    BOOST_TEST(changed.at("parameters") == boost::json::value(boost::json::object{}));
    BOOST_TEST(text_of(changed, "slug") == "a");
    BOOST_TEST(server.get(past).status == 200);
    BOOST_TEST(server.get(next).status == 404);
    BOOST_TEST(server.ask("DELETE", schedule).status == 204);
    BOOST_TEST(server.get(past).status == 404);
    BOOST_TEST(text_of(server.ask("DELETE", schedule).json(), "detail") == "Schedule not found.");
    BOOST_TEST(text_of(server.get("/deployments/" + flow + "/schedules").json(), "detail") == "Deployment not found.");
}

PRAETOR_TEST_EACH_DIALECT(a_schedule_that_is_none_or_has_a_slug_that_is_taken_is_refused)
{
    test_server server{dialect};
    auto const schedules = "/deployments/" + make_deployment(server, make_flow(server)) + "/schedules";
    auto const one = R"([{"schedule":{"cron":"0 1 * * *"},"slug":"one"}])";
    BOOST_TEST(server.post(schedules, one).status == 201);
    auto const again = server.post(schedules, one);
    BOOST_TEST(again.status == 409);
    BOOST_TEST(text_of(again.json(), "detail") == "Schedule slugs must be unique within a deployment.");
    auto const many = server.post(schedules, R"([{"schedule":{"cron":"0 1 * * *"},"max_scheduled_runs":51}])");
    BOOST_TEST(many.status == 422);
    BOOST_TEST(many.json().at("exception_detail").at(0).at("loc") ==
               boost::json::value({"body", 0, "max_scheduled_runs"}));
    BOOST_TEST(text_of(many.json().at("exception_detail").at(0), "msg") ==
               "Value error, `max_scheduled_runs` must be less than or equal to 50.");
    BOOST_TEST(server.post(schedules, R"([{"schedule":{"cron":"never"}}])").status == 422);
    auto const wrong =
        server.post(schedules, R"([{"schedule":{"interval":""},"max_scheduled_runs":51,"slug":1}])").json();
    auto const& told = wrong.at("exception_detail").as_array();
    BOOST_REQUIRE(told.size() == 7U);
    BOOST_TEST(told.at(5).at("loc") == boost::json::value({"body", 0, "max_scheduled_runs"}));
    BOOST_TEST(server.get(schedules).json().as_array().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
