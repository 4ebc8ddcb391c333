// Flow runs of deployments: asked for one by one, by the hundred, made from schedules, and looked for by runners.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace praetor;
using namespace praetor::tests;

namespace {

namespace bj = boost::json;

constexpr auto base_job_template =
    R"({"job_configuration":{"command":"{{ c }}"},"variables":{"type":"object","properties":{"c":{"type":"string",)"
    R"("default":"x"},"n":{"type":"integer","title":"N"}},"required":["n"]}})";

struct deployed
{
    test_server& server;
    std::string flow;
    std::string id = to_string(uuid::random());
    std::string pool = to_string(uuid::random());
    std::string queue = to_string(uuid::random());

    explicit deployed(test_server& on) : server(on), flow(make_flow(on))
    {
        server.database().run(
            "INSERT INTO work_pool (id, name, type, base_job_template) VALUES ('" + pool + "', 'p', 'process', '" +
            base_job_template + "'); INSERT INTO work_queue (id, name, work_pool_id, priority) VALUES ('" + queue +
            "', 'default', '" + pool + "', 1); INSERT INTO deployment (id, name, flow_id, version, tags, labels, " +
            "parameters, infra_overrides, work_queue_name, work_queue_id, enforce_parameter_schema, "
            "parameter_openapi_schema) VALUES ('" +
            id + "', 'd', '" + flow + R"(', 'v1', '["a","b"]', '{"l":1}', '{"x":1}', '{"n":1}', 'default', ')" + queue +
            R"(', true, '{"type":"object","properties":{"x":{"type":"integer"}},"required":["x"]}'))");
    }

    answer create(std::string const& body) const
    {
        return server.post("/deployments/" + id + "/create_flow_run", body);
    }
    answer create_all(std::string const& body) const
    {
        return server.post("/deployments/" + id + "/create_flow_run/bulk", body);
    }
    void add_schedule(std::string const& schedule) const
    {
        server.database().run("INSERT INTO deployment_schedule (id, deployment_id, schedule, active, parameters, slug) "
                              "VALUES ('" +
                              to_string(uuid::random()) + "', '" + id + "', '" + schedule +
                              R"(', true, '{"y":2}', NULL))");
    }
};

std::string member(answer const& of, std::string_view name)
{
    return bj::serialize(of.json().at(name));
}

// Schedulers off, so that tests alone make runs.
settings_list const without_schedulers{{"PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED", "false"}};

} // namespace

BOOST_AUTO_TEST_SUITE(deployment_runs)

PRAETOR_TEST_EACH_DIALECT(numbers_that_json_has_not_are_null_in_parameters_and_keep_no_run_from_being_made)
{
    test_server server{dialect, without_schedulers};
    auto const made = server.post("/deployments/", R"({"name":"d","flow_id":")" + make_flow(server) +
                                                       R"(","parameters":{"a":NaN},"schedules":[{"schedule":)" +
                                                       R"({"interval":3600},"parameters":{"b":[-Infinity]}}]})");
    BOOST_TEST(made.status == 201);
    auto const id = text_of(made.json(), "id");
    BOOST_TEST(server.post("/deployments/" + id + "/schedule", "{}").status == 200);
    auto const runs = server.post("/flow_runs/filter", "{}").json();
    BOOST_TEST(!runs.as_array().empty());
    for (auto const& run : runs.as_array())
        BOOST_TEST(bj::serialize(run.at("parameters")) == R"({"a":null,"b":[null]})");
    auto const asked = server.post("/deployments/" + id + "/create_flow_run", R"({"parameters":{"c":Infinity}})");
    BOOST_TEST(asked.status == 201);
    BOOST_TEST(member(asked, "parameters") == R"({"a":null,"c":null})");
}

PRAETOR_TEST_EACH_DIALECT(a_run_has_what_its_deployment_says_and_what_was_asked)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    auto const made =
        of.create(R"({"parameters":{"z":"q"},"tags":["b","c"],"labels":{"m":2},"job_variables":{"c":"y"},)"
                  R"("context":{"k":1},"name":"n"})");
    BOOST_TEST(made.status == 201);
    BOOST_TEST(member(made, "parameters") == R"({"x":1,"z":"q"})");
    BOOST_TEST(member(made, "tags") == R"(["a","b","c"])");
    BOOST_TEST(made.json().at("labels").at("prefect.deployment.id").as_string() == of.id);
    BOOST_TEST(made.json().at("labels").at("prefect.flow.id").as_string() == of.flow);
    BOOST_TEST(made.json().at("labels").at("l").as_int64() == 1);
    BOOST_TEST(made.json().at("labels").at("m").as_int64() == 2);
    BOOST_TEST(member(made, "job_variables") == R"({"c":"y"})");
    BOOST_TEST(member(made, "deployment_id") == '"' + of.id + '"');
    BOOST_TEST(member(made, "deployment_version") == R"("v1")");
    BOOST_TEST(member(made, "work_queue_id") == '"' + of.queue + '"');
    BOOST_TEST(member(made, "work_queue_name") == R"("default")");
    BOOST_TEST(member(made, "work_pool_name") == R"("p")");
    BOOST_TEST(member(made, "state_name") == R"("Scheduled")");
    BOOST_TEST(member(made, "auto_scheduled") == "false");
    BOOST_TEST(member(made, "next_scheduled_start_time") == member(made, "expected_start_time"));
    auto const read = server.get("/flow_runs/" + text_of(made.json(), "id"));
    BOOST_TEST(member(read, "parameters") == member(made, "parameters"));
    BOOST_TEST(read.json().at("labels") == made.json().at("labels"));
    BOOST_TEST(member(read, "state_id") == member(made, "state_id"));
    BOOST_TEST(server.database().run("SELECT count(*) FROM events WHERE event = 'prefect.flow-run.Scheduled'") == "1");
}

PRAETOR_TEST_EACH_DIALECT(a_run_of_a_deployment_has_each_tag_once)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    server.database().run(R"(UPDATE deployment SET tags = '["a","a"]')");
    BOOST_TEST(member(of.create(R"({"tags":["b","b"]})"), "tags") == R"(["a","b"])");
}

PRAETOR_TEST_EACH_DIALECT(a_run_of_a_known_key_is_answered_and_not_made_again)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    auto const first = of.create(R"({"idempotency_key":"k","name":"first"})");
    auto const again = of.create(R"({"idempotency_key":"k","name":"again"})");
    BOOST_TEST(first.status == 201);
    BOOST_TEST(again.status == 200);
    BOOST_TEST(member(again, "id") == member(first, "id"));
    BOOST_TEST(member(again, "name") == R"("first")");
    BOOST_TEST(server.database().run("SELECT count(*) FROM flow_run") == "1");
    BOOST_TEST(server.database().run("SELECT count(*) FROM events WHERE event = 'prefect.flow-run.Scheduled'") == "1");
}

PRAETOR_TEST_EACH_DIALECT(of_requests_that_bring_one_new_key_at_once_one_makes_the_run_and_all_are_told_it)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    for (int round = 0; round < 8; ++round) {
        std::vector<answer> answers(6);
        {
            std::vector<std::jthread> clients;
            for (auto& one : answers)
                clients.emplace_back(
                    [&] { one = of.create(R"({"idempotency_key":")" + std::to_string(round) + "\"}"); });
        }
        std::set<std::string> ids;
        for (auto const& one : answers)
            ids.insert(member(one, "id"));
        BOOST_TEST(ids.size() == 1U);
        BOOST_TEST(std::ranges::count(answers, 201, &answer::status) == 1);
        BOOST_TEST(std::ranges::count(answers, 200, &answer::status) == 5);
    }
    BOOST_TEST(server.database().run("SELECT count(*) FROM flow_run") == "8");
    BOOST_TEST(server.database().run("SELECT count(*) FROM events WHERE event = 'prefect.flow-run.Scheduled'") == "8");
}

PRAETOR_TEST_EACH_DIALECT(parameters_that_do_not_fit_are_refused_unless_the_run_says_otherwise)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    auto const refused = of.create(R"({"parameters":{"x":"s"}})");
    BOOST_TEST(refused.status == 409);
    BOOST_TEST(refused.body ==
               R"({"detail":"Error creating flow run: Validation failed for field 'x'. Failure reason: )"
               R"('s' is not of type 'integer'"})");
    BOOST_TEST(of.create(R"({"parameters":{"x":"s"},"enforce_parameter_schema":false})").status == 201);
    server.database().run("UPDATE deployment SET parameter_openapi_schema = NULL");
    auto const no_schema = of.create("{}");
    BOOST_TEST(no_schema.status == 409);
    BOOST_TEST(text_of(no_schema.json(), "detail")
                   .starts_with("Error updating deployment: Cannot update parameters because parameter schema"));
    server.database().run(R"(UPDATE deployment SET parameter_openapi_schema = '{"$ref":"#"}')");
    auto const endless = of.create("{}");
    BOOST_TEST(endless.status == 422);
    BOOST_TEST(endless.body == R"({"detail":"Invalid schema: Unable to validate schema with circular references."})");
}

PRAETOR_TEST_EACH_DIALECT(values_that_stand_for_others_are_filled_in_before_they_are_checked)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    auto const made = of.create(R"({"parameters":{"x":{"__prefect_kind":"json","value":"7"}}})");
    BOOST_TEST(made.status == 201);
    BOOST_TEST(member(made, "parameters") == R"({"x":7})");
    auto const refused = of.create(R"({"parameters":{"x":{"__prefect_kind":"json","value":"{"}}})");
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(text_of(refused.json(), "detail").starts_with("Error hydrating flow run parameters: "));
}

PRAETOR_TEST_EACH_DIALECT(job_variables_fit_the_template_of_the_pool)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    auto const refused = of.create(R"({"job_variables":{"n":"s"}})");
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(refused.body ==
               R"({"detail":"Error creating flow run: Validation failed for field 'n'. Failure reason: )"
               R"('s' is not of type 'integer'"})");
    auto const none = of.create(R"({"job_variables":null})");
    BOOST_TEST(none.status == 201);
    BOOST_TEST(member(none, "job_variables") == "{}");
    server.database().run(
        R"(UPDATE work_pool SET base_job_template = '{"variables":{"properties":{"b":{"type":"object","default":)"
        R"({"$ref":{"block_document_id":"6a1f0c0e-5f6b-4a35-9b36-3d3b6a3a5a01"}}}}}}')");
    auto const no_block = of.create("{}");
    BOOST_TEST(no_block.status == 404);
    BOOST_TEST(no_block.body == R"({"detail":"Block not found."})");
}

PRAETOR_TEST_EACH_DIALECT(job_variables_of_a_scheduled_run_change_to_what_fits_the_template)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    auto const change = [&](answer const& run, std::string const& variables) {
        return server.ask("PATCH", "/flow_runs/" + text_of(run.json(), "id"), R"({"job_variables":)" + variables + '}');
    };
    auto const scheduled = of.create("{}");
    BOOST_TEST(change(scheduled, R"({"n":2})").status == 204);
    auto const refused = change(scheduled, R"({"n":"s"})");
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(refused.body ==
               R"({"detail":"Error updating flow run: Validation failed for field 'n'. Failure reason: )"
               R"('s' is not of type 'integer'"})");
    auto const pending = of.create(R"({"state":{"type":"PENDING"}})");
    BOOST_TEST(change(pending, R"({"n":"s"})").status == 400);
}

PRAETOR_TEST_EACH_DIALECT(a_run_may_go_to_another_queue_of_the_pool_which_is_made_where_it_is_not_there)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    auto const first = of.create(R"({"work_queue_name":"new"})");
    BOOST_TEST(first.status == 201);
    BOOST_TEST(member(first, "work_queue_name") == R"("new")");
    BOOST_TEST(server.database().run("SELECT priority FROM work_queue WHERE name = 'new'") == "2");
    BOOST_TEST(server.database().run("SELECT count(*) FROM events WHERE event = 'prefect.work-queue.created'") == "1");
    auto const second = of.create(R"({"work_queue_name":"new"})");
    BOOST_TEST(member(second, "work_queue_id") == member(first, "work_queue_id"));
    server.database().run("UPDATE deployment SET work_queue_id = NULL");
    auto const refused = of.create(R"({"work_queue_name":"new"})");
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(refused.body == R"({"detail":"Cannot create flow run in work queue new because deployment )" + of.id +
                                   R"( is not associated with a work pool. Please remove work_pool_name and try )"
                                   R"(again."})");
}

PRAETOR_TEST_EACH_DIALECT(nobody_makes_a_run_of_a_deployment_that_is_not_there)
{
    test_server server{dialect, without_schedulers};
    auto const path = "/deployments/" + to_string(uuid::random()) + "/create_flow_run";
    BOOST_TEST(server.post(path, "{}").body == R"({"detail":"Deployment not found"})");
    BOOST_TEST(server.post(path, "{}").status == 404);
    BOOST_TEST(server.post(path + "/bulk", "[]").status == 404);
    BOOST_TEST(server.post(path, R"({"foo":1})").status == 422);
}

PRAETOR_TEST_EACH_DIALECT(of_many_runs_each_is_made_or_refused_on_its_own)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    auto const known = of.create(R"({"idempotency_key":"k"})");
    auto const none = to_string(uuid::random());
    auto const made = of.create_all(R"([{"parameters":{"x":"s"}},{"job_variables":{"n":"s"}},{"parent_task_run_id":")" +
                                    none + R"("},{"work_queue_name":"q"},{"idempotency_key":"k"},{},)" +
                                    R"({"idempotency_key":"k2"},{"idempotency_key":"k2"}])");
    BOOST_TEST(made.status == 200);
    auto const results = made.json().at("results").as_array();
    BOOST_REQUIRE(results.size() == 8);
    BOOST_TEST(bj::serialize(results[0]) ==
               R"({"flow_run_id":null,"status":"FAILED","error":"Parameter validation failed: Validation failed for )"
               R"(field 'x'. Failure reason: 's' is not of type 'integer'"})");
    BOOST_TEST(text_of(results[1], "error").starts_with("Error creating flow run: Validation failed for field 'n'."));
    BOOST_TEST(text_of(results[2], "status") == "FAILED");
    BOOST_TEST(text_of(results[3], "status") == "CREATED");
    BOOST_TEST(results[3].at("error").is_null());
    BOOST_TEST(text_of(results[4], "flow_run_id") == text_of(known.json(), "id"));
    BOOST_TEST(text_of(results[6], "flow_run_id") == text_of(results[7], "flow_run_id"));
    BOOST_TEST(server.database().run("SELECT count(*) FROM flow_run") == "4");
    BOOST_TEST(server.database().run("SELECT count(*) FROM events WHERE event = 'prefect.flow-run.Scheduled'") == "4");
}

PRAETOR_TEST_EACH_DIALECT(no_more_than_a_hundred_runs_are_made_at_once)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    std::string body = "[{}";
    for (int i = 1; i < 100; ++i)
        body += ",{}";
    auto const made = of.create_all(body + ']');
    BOOST_TEST(made.status == 200);
    BOOST_TEST(server.database().run("SELECT count(*) FROM flow_run") == "100");
    auto const refused = of.create_all(body + ",{}]");
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(refused.body == R"({"detail":"Cannot create more than 100 flow runs at once."})");
    BOOST_TEST(of.create_all("[]").body == R"({"results":[]})");
}

PRAETOR_TEST_EACH_DIALECT(runs_of_active_schedules_are_made_for_the_time_that_is_asked_for)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    auto const schedule = [&](std::string const& body) {
        return server.post("/deployments/" + of.id + "/schedule", body).status;
    };
    BOOST_TEST(schedule("{}") == 200); // without a schedule nothing is made
    of.add_schedule(R"({"interval":3600,"anchor_date":"2024-01-01T00:00:00Z","timezone":"America/New_York"})");
    BOOST_TEST(schedule(R"({"start_time":"2030-01-01T00:00:00Z","min_time":0,"min_runs":2,"max_runs":2})") == 200);
    BOOST_TEST(server.database().run("SELECT count(*) FROM flow_run") == "2");
    BOOST_TEST(schedule(R"({"start_time":"2030-01-01T00:00:00Z","min_time":7200.5,"min_runs":null})") == 200);
    BOOST_TEST(server.database().run("SELECT count(*) FROM flow_run") == "4");
    auto const runs = server.post("/deployments/get_scheduled_flow_runs", R"({"deployment_ids":[")" + of.id + "\"]}")
                          .json()
                          .as_array();
    BOOST_REQUIRE(runs.size() == 4);
    BOOST_TEST(text_of(runs[0], "expected_start_time") == "2030-01-01T00:00:00Z");
    BOOST_TEST(text_of(runs[0], "idempotency_key").ends_with(" 2029-12-31 19:00:00-05:00"));
    BOOST_TEST(bj::serialize(runs[0].at("parameters")) == R"({"x":1,"y":2})");
    BOOST_TEST(bj::serialize(runs[0].at("tags")) == R"(["auto-scheduled","a","b"])");
    BOOST_TEST(text_of(runs[0].at("created_by"), "display_value") == "IntervalSchedule");
    BOOST_TEST(text_of(runs[0].at("created_by"), "type") == "SCHEDULE");
    BOOST_TEST(text_of(runs[0].at("state"), "message") == "Flow run scheduled");
    BOOST_TEST(runs[0].at("auto_scheduled").as_bool());
    BOOST_TEST(text_of(runs[0], "work_pool_name") == "p");
    BOOST_TEST(schedule(R"({"start_time":"9999-12-31T23:59:59","min_time":1e300,"max_runs":9223372036854775807})") ==
               200);
    BOOST_TEST(schedule(R"({"min_time":"x"})") == 422);
}

PRAETOR_TEST_EACH_DIALECT(a_runner_is_told_what_is_due_the_next_one_first)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    of.create(
        R"({"name":"later","state":{"type":"SCHEDULED","state_details":{"scheduled_time":"2031-01-01T00:00:00Z"}}})");
    of.create(
        R"({"name":"sooner","state":{"type":"SCHEDULED","state_details":{"scheduled_time":"2030-01-01T00:00:00Z"}}})");
    of.create(R"({"state":{"type":"PENDING"}})");
    auto const due = [&](std::string const& more) {
        return server
            .post("/deployments/get_scheduled_flow_runs", R"({"deployment_ids":[")" + of.id + "\"]" + more + '}')
            .json()
            .as_array();
    };
    auto const all = due("");
    BOOST_REQUIRE(all.size() == 2);
    BOOST_TEST(text_of(all[0], "name") == "sooner");
    BOOST_TEST(due(R"(,"limit":1)").size() == 1);
    auto const status = [&] { return server.database().run("SELECT status FROM deployment"); };
    for (int i = 0; i < 200 && status() != "READY"; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{25});
    BOOST_TEST(status() == "READY");
    BOOST_TEST(server.database().run("SELECT count(*) FROM events WHERE event = 'prefect.deployment.ready'") == "1");
    BOOST_TEST(due(R"(,"scheduled_before":"2030-06-01T00:00:00Z")").size() == 1);
    BOOST_TEST(server.post("/deployments/get_scheduled_flow_runs", R"({"deployment_ids":[]})").body == "[]");
    BOOST_TEST(server.post("/deployments/get_scheduled_flow_runs", "{}").status == 422);
}

PRAETOR_TEST_EACH_DIALECT(queues_that_filter_take_the_deployments_that_their_filter_names_and_others_on_sqlite_alone)
{
    test_server server{dialect, without_schedulers};
    deployed const of{server};
    auto const add = [&](std::string const& name, std::string const& filter) {
        server.database().run("INSERT INTO work_queue (id, name, work_pool_id, priority, filter) VALUES ('" +
                              to_string(uuid::random()) + "', '" + name + "', '" + of.pool + "', 1, '" + filter + "')");
    };
    add("fits", R"({"tags":["a"],"deployment_ids":null})");
    add("named", R"({"tags":[],"deployment_ids":[")" + of.id + "\"]}");
    add("all", R"({"tags":null,"deployment_ids":[]})");
    add("other tag", R"({"tags":["a","z"],"deployment_ids":null})");
    add("other deployment", R"({"tags":null,"deployment_ids":[")" + to_string(uuid::random()) + "\"]}");
    auto const answer = server.get("/deployments/" + of.id + "/work_queue_check");
    auto const queues = answer.json();
    std::set<std::string> names;
    for (auto const& one : queues.as_array())
        names.insert(text_of(one, "name"));
    std::set<std::string> expected{"fits", "named", "all"};
    if (dialect == db::dialect::sqlite)
        expected.insert("default");
    BOOST_TEST(names == expected, boost::test_tools::per_element());
    BOOST_TEST(server.get("/deployments/" + of.flow + "/work_queue_check").body ==
               R"({"detail":"Deployment not found"})");
}

PRAETOR_TEST_EACH_DIALECT(a_server_makes_the_runs_of_a_new_schedule_by_itself)
{
    test_server server{dialect, {{"PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS", "0.05"}}};
    deployed const of{server};
    of.add_schedule(R"({"cron":"0 0 * * *","timezone":"UTC"})");
    for (int i = 0; i < 200 && server.database().run("SELECT count(*) FROM flow_run") == "0"; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{25});
    BOOST_TEST(server.database().run("SELECT count(*) FROM flow_run") == "3");
}

BOOST_AUTO_TEST_SUITE_END()
