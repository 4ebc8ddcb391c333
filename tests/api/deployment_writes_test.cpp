// Deployments as clients make and change them.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

struct deploying_server : test_server
{
    std::string flow;

    explicit deploying_server(db::dialect dialect, settings_list const& settings = {})
        : test_server(dialect, settings),
          flow(text_of(post("/flows/", R"({"name":"etl","labels":{"team":"x"}})").json(), "id"))
    {}

    // `more` are members of the body behind a comma.
    answer deploy(std::string const& more = {}, std::string const& name = "daily") const
    {
        return post("/deployments/", R"({"name":")" + name + R"(","flow_id":")" + flow + '"' + more + '}');
    }
    answer change(std::string const& id, std::string const& body) const
    {
        return ask("PATCH", "/deployments/" + id, body);
    }
    boost::json::value read(std::string const& id) const { return get("/deployments/" + id).json(); }
    // Those of deployments, the oldest first.
    boost::json::array events() const
    {
        return post("/events/filter", R"({"filter":{"order":"ASC","event":{"prefix":["prefect.deployment."]}}})")
            .json()
            .at("events")
            .as_array();
    }
    void make_pool(std::string const& name, std::string const& base_job_template = "{}")
    {
        auto const pool = to_string(uuid::random());
        auto const queue = to_string(uuid::random());
        database().run("INSERT INTO work_pool (id, name, type, base_job_template) VALUES ('" + pool + "', '" + name +
                       "', 'process', '" + base_job_template +
                       "'); INSERT INTO work_queue (id, name, work_pool_id) "
                       "VALUES ('" +
                       queue + "', 'default', '" + pool + "'); UPDATE work_pool SET default_queue_id = '" + queue +
                       "' WHERE id = '" + pool + "'");
    }
};

std::string detail(answer const& from)
{
    return text_of(from.json(), "detail");
}

std::string problem(answer const& from)
{
    return text_of(from.json().at("exception_detail").at(0), "msg");
}

boost::json::value slugs(boost::json::value const& deployment)
{
    boost::json::array all;
    for (auto const& one : deployment.at("schedules").as_array())
        all.push_back(one.at("slug"));
    return all;
}

constexpr auto two_schedules = R"(,"schedules":[{"schedule":{"cron":"0 1 * * *"},"slug":"a","max_scheduled_runs":5},
                                                {"schedule":{"interval":60},"slug":"b","parameters":{"x":1}}])";

} // namespace

BOOST_AUTO_TEST_SUITE(deployment_writes)

PRAETOR_TEST_EACH_DIALECT(a_deployment_is_made_once_and_then_changed_by_its_flow_and_name)
{
    deploying_server const server{dialect};
    auto const made = server.deploy(R"(,"tags":["a"],"parameters":{"x":1},"description":"d","pull_steps":[{"s":1}])");
    BOOST_REQUIRE(made.status == 201);
    auto const first = made.json();
    BOOST_TEST(first == server.read(text_of(first, "id")));
    BOOST_TEST(first.at("enforce_parameter_schema") == boost::json::value(true));
    BOOST_TEST(first.at("parameter_openapi_schema") == boost::json::value(boost::json::object{}));
    BOOST_TEST(text_of(first.at("labels"), "team") == "x");
    BOOST_TEST(text_of(first.at("labels"), "prefect.flow.id") == server.flow);
    auto const again = server.deploy(R"(,"version":"2","job_variables":{"a":1})");
    BOOST_TEST(again.status == 200);
    auto const second = again.json();
    BOOST_TEST(second == server.read(text_of(first, "id")));
    BOOST_TEST(second.at("created") == first.at("created"));
    BOOST_TEST(text_of(second, "version") == "2");
    BOOST_TEST(text_of(second, "description") == "d");
    BOOST_TEST(second.at("tags") == first.at("tags"));
    BOOST_TEST(second.at("pull_steps") == first.at("pull_steps"));
    BOOST_TEST(second.at("parameters") == boost::json::value(boost::json::object{}));
    BOOST_TEST(server.deploy(R"(,"job_variables":{})").json().at("job_variables") ==
               boost::json::value(boost::json::object{}));
}

PRAETOR_TEST_EACH_DIALECT(a_change_tells_what_changed_from_what_to_what)
{
    deploying_server const server{dialect};
    auto const id = text_of(server.deploy(R"(,"description":"d")").json(), "id");
    BOOST_TEST(server.deploy(R"(,"description":"d")").status == 200);
    BOOST_TEST(server.change(id, R"({"tags":["t"]})").status == 204);
    auto const told = server.events();
    BOOST_REQUIRE(told.size() == 2U);
    BOOST_TEST(text_of(told.at(0), "event") == "prefect.deployment.created");
    BOOST_TEST(text_of(told.at(1), "event") == "prefect.deployment.updated");
    BOOST_TEST(boost::json::serialize(told.at(1).at("payload").at("updated_fields")) == R"(["tags"])");
    BOOST_TEST(boost::json::serialize(told.at(1).at("payload").at("updates").at("tags").at("to")) == R"(["t"])");
    BOOST_TEST(text_of(told.at(1).at("related").at(0), "prefect.resource.name") == "etl");
}

PRAETOR_TEST_EACH_DIALECT(schedules_of_an_upsert_replace_those_that_were_there)
{
    deploying_server server{dialect};
    auto const made = server.deploy(two_schedules).json();
    BOOST_TEST(slugs(made) == boost::json::value({"b", "a"}));
    BOOST_TEST(made.at("schedules").at(1).at("max_scheduled_runs").is_null());
    BOOST_TEST(made == server.read(text_of(made, "id")));
    auto const run = make_flow_run(server, server.flow,
                                   R"(,"deployment_id":")" + text_of(made, "id") + R"(","state":{"type":"SCHEDULED"})");
    server.database().run("UPDATE flow_run SET auto_scheduled = TRUE, next_scheduled_start_time = "
                          "'2099-01-01 00:00:00.000000' WHERE id = '" +
                          run + "'");
    BOOST_TEST(slugs(server.deploy(R"(,"schedules":[{"schedule":{"cron":"0 2 * * *"}}])").json()) ==
               boost::json::value(boost::json::array{nullptr}));
    BOOST_TEST(server.get("/flow_runs/" + run).status == 404);
    BOOST_TEST(server.deploy().json().at("schedules").as_array().empty());
    auto const twice =
        R"(,"schedules":[{"schedule":{"interval":1},"slug":"a"},{"schedule":{"interval":2},"slug":"a"}])";
    BOOST_TEST(server.deploy(twice).status == 409);
}

PRAETOR_TEST_EACH_DIALECT(an_update_finds_schedules_by_their_slugs)
{
    deploying_server const server{dialect};
    auto const made = server.deploy(two_schedules).json();
    auto const id = text_of(made, "id");
    auto const update = [&](std::string const& schedules) {
        return server.change(id, R"({"schedules":)" + schedules + '}');
    };
    BOOST_TEST(update("[]").status == 204);
    BOOST_TEST(update(R"([{"slug":"a","active":false},{"slug":"c","schedule":{"interval":9}}])").status == 204);
    BOOST_TEST(slugs(server.read(id)).as_array().size() == 3U);
    BOOST_TEST(detail(update(R"([{"schedule":{"interval":9}}])")) ==
               "Please provide a slug for each schedule in your request to ensure schedules are updated correctly.");
    BOOST_TEST(detail(update(R"([{"slug":"d"}])")) ==
               "Unable to create new deployment schedules without a schedule configuration.");
    BOOST_TEST(detail(update(R"([{"slug":"b","replaces":"a"}])")) ==
               "Cannot rename schedule from 'a' to 'b': a schedule with slug 'b' already exists.");
    BOOST_TEST(detail(update(R"([{"slug":"x","replaces":"a"},{"slug":"y","replaces":"a"}])")) ==
               "Multiple schedules have 'replaces' targeting the same slug: a");
    BOOST_TEST(update(R"([{"slug":"b","replaces":"a"},{"slug":"a","replaces":"b"},
                          {"slug":"n","replaces":"none","schedule":{"interval":8}}])")
                   .status == 204);
    auto const now = server.read(id).at("schedules").as_array();
    BOOST_TEST(now.size() == 4U);
    for (auto const& one : now) {
        if (one.at("id") == made.at("schedules").at(1).at("id"))
            BOOST_TEST(text_of(one, "slug") == "b");
        if (one.at("id") == made.at("schedules").at(0).at("id"))
            BOOST_TEST(text_of(one, "slug") == "a");
    }
}

PRAETOR_TEST_EACH_DIALECT(schedules_without_slugs_are_replaced_as_a_whole)
{
    deploying_server const server{dialect};
    auto const id = text_of(server.deploy(R"(,"schedules":[{"schedule":{"interval":9}}])").json(), "id");
    BOOST_TEST(server.change(id, R"({"paused":false})").status == 204);
    BOOST_TEST(server.read(id).at("schedules").as_array().size() == 1U);
    BOOST_TEST(server.change(id, R"({"schedules":[{"schedule":{"interval":5},"slug":"s"},{"active":true}]})").status ==
               204);
    BOOST_TEST(slugs(server.read(id)) == boost::json::value(boost::json::array{"s"}));
}

PRAETOR_TEST_EACH_DIALECT(a_deployment_has_a_limit_of_its_own_or_shares_one)
{
    deploying_server const server{dialect};
    auto const options = R"(,"concurrency_limit":3,"concurrency_options":{"collision_strategy":"CANCEL_NEW"})";
    auto const made = server.deploy(options).json();
    auto const id = text_of(made, "id");
    BOOST_TEST(made == server.read(id));
    BOOST_TEST(made.at("concurrency_limit").is_null());
    auto const limit = text_of(made.at("global_concurrency_limit"), "id");
    BOOST_TEST(text_of(made.at("global_concurrency_limit"), "name") == "deployment:" + id);
    BOOST_TEST(boost::json::serialize(made.at("concurrency_options")) ==
               R"({"collision_strategy":"CANCEL_NEW","grace_period_seconds":null})");
    BOOST_TEST(server.change(id, R"({"concurrency_limit":4})").status == 204);
    BOOST_TEST(server.read(id).at("global_concurrency_limit").at("limit") == boost::json::value(4));
    BOOST_TEST(server.change(id, R"({"concurrency_limit":null})").status == 204);
    BOOST_TEST(server.read(id).at("global_concurrency_limit").is_null());
    BOOST_TEST(server.get("/v2/concurrency_limits/" + limit).status == 404);
    auto const shared = make_limit(server, "shared", 2);
    BOOST_TEST(server.change(id, R"({"global_concurrency_limit_id":")" + shared + "\"}").status == 204);
    BOOST_TEST(text_of(server.read(id).at("global_concurrency_limit"), "id") == shared);
    BOOST_TEST(server.change(id, R"({"global_concurrency_limit_id":null})").status == 204);
    BOOST_TEST(server.get("/v2/concurrency_limits/" + shared).status == 200);
    BOOST_TEST(detail(server.deploy(R"(,"global_concurrency_limit_id":")" + id + '"')) ==
               "Concurrency limit not found");
    BOOST_TEST(problem(server.deploy(R"(,"concurrency_limit":1,"global_concurrency_limit_id":")" + shared + '"')) ==
               "Value error, A deployment cannot have both a concurrency limit and a global concurrency limit.");
    BOOST_TEST(
        problem(server.deploy(R"(,"concurrency_options":{"collision_strategy":"ENQUEUE","grace_period_seconds":5})")) ==
        "Input should be greater than or equal to 60");
}

PRAETOR_TEST_EACH_DIALECT(a_deployment_waits_in_the_queue_that_it_names_which_is_made_where_it_is_not_there)
{
    deploying_server server{dialect};
    server.make_pool("pool");
    auto const made = server.deploy(R"(,"work_pool_name":"pool")").json();
    auto const id = text_of(made, "id");
    BOOST_TEST(made == server.read(id));
    BOOST_TEST(text_of(made, "work_queue_name") == "default");
    BOOST_TEST(text_of(made, "work_pool_name") == "pool");
    auto const told = server.events().at(0).at("related").as_array();
    BOOST_REQUIRE(told.size() == 3U);
    BOOST_TEST(text_of(told.at(2), "prefect.work-pool.type") == "process");
    BOOST_TEST(server.change(id, R"({"work_pool_name":"pool","work_queue_name":"fast"})").status == 204);
    BOOST_TEST(text_of(server.read(id), "work_queue_name") == "fast");
    BOOST_TEST(server.deploy().json().at("work_queue_id") == server.read(id).at("work_queue_id"));
    BOOST_TEST(server.change(id, R"({"work_pool_name":null})").status == 204);
    BOOST_TEST(server.read(id).at("work_pool_name").is_null());
    BOOST_TEST(text_of(server.deploy(R"(,"work_queue_name":"agents")").json(), "work_pool_name") ==
               "default-agent-pool");
    BOOST_TEST(detail(server.deploy(R"(,"work_pool_name":"none")")) == "Work pool \"none\" not found.");
    BOOST_TEST(detail(server.change(id, R"({"work_pool_name":"none"})")) == "Work pool \"none\" not found.");
}

PRAETOR_TEST_EACH_DIALECT(job_variables_fit_the_template_of_the_pool)
{
    deploying_server server{dialect};
    server.make_pool("pool",
                     R"({"variables":{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}})");
    auto const refused = server.deploy(R"(,"work_pool_name":"pool","job_variables":{"n":"x"})");
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(detail(refused) == "Error creating deployment: Validation failed for field 'n'. Failure reason: 'x' is "
                                  "not of type 'integer'");
    auto const made = server.deploy(R"(,"work_pool_name":"pool","job_variables":{"m":1})");
    BOOST_TEST(made.status == 201);
    auto const id = text_of(made.json(), "id");
    auto const change = server.change(id, R"({"work_pool_name":"pool","job_variables":{"n":"x"}})");
    BOOST_TEST(change.status == 409);
    BOOST_TEST(detail(change) == "Error creating deployment: <ValidationError: \"'x' is not of type 'integer'\">");
    BOOST_TEST(server.change(id, R"({"work_pool_name":"pool","job_variables":{}})").status == 204);
    BOOST_TEST(server.read(id).at("job_variables") == boost::json::value(boost::json::object{}));
}

PRAETOR_TEST_EACH_DIALECT(parameters_fit_their_schema_where_that_is_enforced)
{
    deploying_server const server{dialect};
    std::string const schema = R"("parameter_openapi_schema":{"type":"object","properties":{"x":{"type":"integer"}},
                                  "required":["y"]})";
    BOOST_TEST(problem(server.deploy(R"(,"enforce_parameter_schema":true,"parameters":{"x":"a"},)" + schema)) ==
               "Value error, Validation failed for field 'x'. Failure reason: 'a' is not of type 'integer'");
    BOOST_TEST(problem(server.deploy(R"(,"enforce_parameter_schema":true,"parameter_openapi_schema":{"type":"no"})")) ==
               "Value error, The provided schema is not a valid json schema. Schema error: 'no' is not valid under any "
               "of the given schemas");
    auto const bare = server.deploy(R"(,"enforce_parameter_schema":true,"parameter_openapi_schema":{"type":"no"})");
    BOOST_TEST(bare.body.find(R"("parameters":{})") == std::string::npos);
    auto const filled = server.deploy(R"(,"enforce_parameter_schema":true,"parameter_openapi_schema":{"required":5})");
    BOOST_TEST(problem(filled) ==
               "Value error, The provided schema is not a valid json schema. Schema error: 5 is not of type 'array'");
    BOOST_TEST(filled.body.find(R"("parameters":{})") != std::string::npos);
    BOOST_TEST(server.deploy(R"(,"parameters":{"x":"a"},)" + schema, "unasked").status == 201);
    auto const made = server.deploy("," + schema);
    auto const id = text_of(made.json(), "id");
    BOOST_TEST(
        detail(server.change(id, R"({"parameters":{"x":[]}})")) ==
        "Error updating deployment: Validation failed for field 'x'. Failure reason: [] is not valid under any of "
        "the given schemas");
    BOOST_TEST(server.change(id, R"({"parameters":{"x":{"__prefect_kind":"json","value":"3"}}})").status == 204);
    BOOST_TEST(boost::json::serialize(server.read(id).at("parameters")) == R"({"x":3})");
    auto const unreadable = server.change(id, R"({"parameters":{"x":{"__prefect_kind":"json","value":"{"}}})");
    BOOST_TEST(unreadable.status == 400);
    BOOST_TEST(detail(unreadable).starts_with("Error hydrating deployment parameters: Invalid JSON: "));
    BOOST_TEST(server.change(id, R"({"parameter_openapi_schema":{"$ref":"#"}})").status == 422);
    BOOST_TEST(server.change(id, R"({"parameter_openapi_schema":null})").status == 204);
    BOOST_TEST(
        detail(server.change(id, "{}")) ==
        "Error updating deployment: Cannot update parameters because parameter schema enforcement is enabled and "
        "the deployment does not have a valid parameter schema.");
    BOOST_TEST(server.change(id, R"({"enforce_parameter_schema":false,"parameters":{"x":"a"}})").status == 204);
}

PRAETOR_TEST_EACH_DIALECT(what_is_no_deployment_is_refused_where_it_is_wrong)
{
    deploying_server const server{dialect, {{"PREFECT_SERVER_API_MAX_PARAMETER_SIZE", "20"}}};
    auto const id = text_of(server.deploy().json(), "id");
    BOOST_TEST(problem(server.deploy("", "a/b")) == "String should match pattern '^[^/%&><]*$'");
    BOOST_TEST(server.post("/deployments/", "[]").status == 422);
    BOOST_TEST(server.deploy("", "").status == 201);
    auto const unknown = server.deploy(R"(,"unknown":1,"worker_pool_name":"old")");
    BOOST_TEST(problem(unknown) == "Extra inputs are not permitted");
    BOOST_TEST(unknown.json().at("exception_detail").as_array().size() == 1U);
    BOOST_TEST(unknown.json().at("request_body").at("parameters") == boost::json::value(boost::json::object{}));
    BOOST_TEST(server.deploy(R"(,"work_pool_queue_name":"old")").status == 200);
    BOOST_TEST(problem(server.deploy(R"(,"parameters":{"x":"aaaaaaaaaaaaaaaaaaaa"})")) ==
               "Value error, Flow run parameters must be less than 20 bytes when serialized (got 28 bytes).");
    BOOST_TEST(problem(server.deploy(R"(,"schedules":[{"schedule":{"interval":1},"max_scheduled_runs":51}])")) ==
               "Value error, `max_scheduled_runs` must be less than or equal to 50.");
    BOOST_TEST(server.post("/deployments/", R"({"name":"d","flow_id":")" + id + "\"}").status == 409);
    BOOST_TEST(detail(server.deploy(R"(,"storage_document_id":")" + id + '"')) ==
               "Error creating deployment. Could not find storage block with id: " + id +
                   ". This usually occurs when applying a deployment specification that was built against a different "
                   "Prefect database / workspace.");
    BOOST_TEST(server.change(id, R"({"parameters":null})").status == 409);
    BOOST_TEST(server.change(id, R"({"schedules":null})").status == 422);
    BOOST_TEST(detail(server.change(server.flow, "{}")) == "Deployment not found.");
}

BOOST_AUTO_TEST_SUITE_END()
