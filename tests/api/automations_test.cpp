// Automations by HTTP: what is stored, told and refused.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <boost/json/array.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr std::string_view some_id = "5a2c3a52-2a3c-4a7b-8f1e-000000000000";
constexpr std::string_view trigger = R"({"type":"event","posture":"Reactive","expect":["prefect.flow-run.Failed"]})";

std::string automation(std::string const& name, std::string const& actions = R"([{"type":"do-nothing"}])",
                       std::string const& more = {}, std::string_view when = trigger)
{
    return R"({"name":")" + name + R"(","trigger":)" + std::string{when} + R"(,"actions":)" + actions + more + '}';
}

answer create(test_server const& server, std::string const& body)
{
    return server.post("/automations/", body);
}

std::string run_of(std::string_view deployment, std::string const& more = {})
{
    return R"({"type":"run-deployment","deployment_id":")" + std::string{deployment} + '"' + more + '}';
}

std::vector<std::string> names(boost::json::value const& list)
{
    std::vector<std::string> all;
    for (auto const& one : list.as_array())
        all.push_back(text_of(one, "name"));
    return all;
}

boost::json::value first_problem(answer const& refused)
{
    return refused.json().at("exception_detail").at(0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(automations)

PRAETOR_TEST_EACH_DIALECT(an_automation_is_created_read_changed_and_deleted)
{
    test_server server{dialect};
    auto const made = create(server, automation("a", R"([{"type":"do-nothing"}])", R"(,"tags":["x"])"));
    BOOST_TEST(made.status == 201);
    auto const body = made.json();
    BOOST_TEST(body.at("enabled") == true);
    BOOST_TEST(body.at("description") == "");
    BOOST_TEST(body.at("tags") == boost::json::array{"x"});
    BOOST_TEST(body.at("trigger").at("within") == 0.0);
    BOOST_TEST(body.at("actions").at(0).at("type") == "do-nothing");
    BOOST_TEST(body.at("actions_on_resolve") == boost::json::array{});
    auto const path = "/automations/" + text_of(body, "id");
    BOOST_TEST(server.get(path).json() == body);
    BOOST_TEST(server.ask("PUT", path, automation("b", "[]")).status == 204);
    auto const changed = server.get(path).json();
    BOOST_TEST(text_of(changed, "name") == "b");
    BOOST_TEST(changed.at("tags") == body.at("tags")); // not sent
    BOOST_TEST(changed.at("trigger").at("id") != body.at("trigger").at("id"));
    BOOST_TEST(server.ask("PATCH", path, R"({"enabled":false})").status == 204);
    BOOST_TEST(server.get(path).json().at("enabled") == false);
    BOOST_TEST(server.ask("DELETE", path).status == 204);
    for (auto const* verb : {"GET", "DELETE"})
        BOOST_TEST(text_of(server.ask(verb, path).json(), "exception_message") == "Automation not found");
    BOOST_TEST(server.ask("PUT", path, automation("b")).status == 404);
    BOOST_TEST(server.ask("PATCH", path, "{}").status == 404);
}

PRAETOR_TEST_EACH_DIALECT(ids_that_clients_give_their_triggers_are_not_kept)
{
    test_server server{dialect};
    auto const made =
        create(server, automation("a", "[]", {},
                                  R"({"type":"event","posture":"Reactive","id":")" + std::string{some_id} + "\"}"));
    BOOST_TEST(made.status == 201);
    BOOST_TEST(text_of(made.json().at("trigger"), "id") != some_id);
}

PRAETOR_TEST_EACH_DIALECT(changes_of_automations_are_events)
{
    test_server server{dialect};
    auto const made = create(server, automation("a")).json();
    auto const path = "/automations/" + text_of(made, "id");
    server.ask("PATCH", path, R"({"enabled":false})");
    server.ask("DELETE", path);
    auto const told =
        server.post("/events/filter", R"({"filter":{"event":{"prefix":["prefect.automation."]},"order":"ASC"}})")
            .json()
            .at("events");
    BOOST_REQUIRE(told.as_array().size() == 3U);
    BOOST_TEST(text_of(told.at(0), "event") == "prefect.automation.created");
    BOOST_TEST(text_of(told.at(1), "event") == "prefect.automation.updated");
    BOOST_TEST(text_of(told.at(2), "event") == "prefect.automation.deleted");
    BOOST_TEST(told.at(0).at("payload") == made);
    BOOST_TEST(text_of(told.at(0).at("resource"), "prefect.resource.id") ==
               "prefect.automation." + text_of(made, "id"));
    BOOST_TEST(told.at(1).at("payload").at("enabled") == false);
}

PRAETOR_TEST_EACH_DIALECT(automations_are_filtered_counted_and_sorted)
{
    test_server server{dialect};
    auto const first = create(server, automation("b", "[]", R"(,"tags":["x","y"])")).json();
    create(server, automation("a", "[]", R"(,"tags":["y"])"));
    create(server, automation("c", "[]"));
    auto const find = [&](std::string const& body) { return names(server.post("/automations/filter", body).json()); };
    using list = std::vector<std::string>;
    BOOST_TEST(find("{}") == (list{"a", "b", "c"}));
    BOOST_TEST(find(R"({"sort":"NAME_DESC","limit":2})") == (list{"c", "b"}));
    BOOST_TEST(find(R"({"sort":"CREATED_DESC","offset":1})") == (list{"a", "b"}));
    BOOST_TEST(find(R"({"automations":{"tags":{"all_":["x","y"]}}})") == (list{"b"}));
    BOOST_TEST(find(R"({"automations":{"tags":{"any_":["y"]}}})") == (list{"a", "b"}));
    BOOST_TEST(find(R"({"automations":{"tags":{"is_null_":true}}})") == (list{"c"}));
    BOOST_TEST(find(R"({"automations":{"name":{"any_":["c","d"]}}})") == (list{"c"}));
    BOOST_TEST(find(R"({"automations":{"created":{"before_":")" + text_of(first, "created") + R"("}}})") ==
               (list{"b"}));
    auto const count = [&](std::string const& body) { return server.post("/automations/count", body).body; };
    BOOST_TEST(count({}) == "3");
    BOOST_TEST(count("{}") == "3");
    BOOST_TEST(count(R"({"automations":null})") == "3");
    BOOST_TEST(count(R"({"automations":{"id":{"any_":[")" + text_of(first, "id") + R"("]}}})") == "1");
    BOOST_TEST(server.post("/automations/count", R"({"automations":{"bogus":1}})").status == 422);
    BOOST_TEST(text_of(server.post("/automations/filter", R"({"limit":-1})").json(), "detail") ==
               "Invalid limit: must be greater than or equal to 0.");
}

PRAETOR_TEST_EACH_DIALECT(automations_are_related_to_the_deployments_that_they_run_and_to_their_owner)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const deployment = make_deployment(server, flow);
    auto const resource = "prefect.deployment." + deployment;
    auto const owned = create(server, automation("owned", "[]", R"(,"owner_resource":")" + resource + '"')).json();
    auto const runs = create(server, automation("runs", '[' + run_of(deployment) + ']')).json();
    auto const related = [&] { return names(server.get("/automations/related-to/" + resource).json()); };
    BOOST_TEST(related() == (std::vector<std::string>{"owned", "runs"}));
    // Links to owners stay, whatever the actions are; those to deployments follow them.
    server.ask("PUT", "/automations/" + text_of(owned, "id"), automation("owned", '[' + run_of(deployment) + ']'));
    server.ask("PUT", "/automations/" + text_of(owned, "id"), automation("owned", "[]"));
    server.ask("PUT", "/automations/" + text_of(runs, "id"), automation("runs", "[]"));
    BOOST_TEST(related() == (std::vector<std::string>{"owned"}));
    // A deployment that goes leaves its automations, as in the reference.
    BOOST_TEST(server.ask("DELETE", "/deployments/" + deployment).status == 204);
    BOOST_TEST(related().size() == 1U);
    auto const gone = server.ask("DELETE", "/automations/owned-by/" + resource);
    BOOST_TEST(gone.status == 202);
    BOOST_TEST(gone.body == "null");
    BOOST_TEST(related().empty());
    BOOST_TEST(server.post("/automations/count", "{}").body == "1");
}

PRAETOR_TEST_EACH_DIALECT(an_automation_that_would_run_flows_without_an_end_is_refused)
{
    test_server server{dialect};
    constexpr std::string_view every = R"({"type":"event","posture":"Reactive","expect":["prefect.flow-run.*"]})";
    auto const inferred = R"([{"type":"run-deployment","source":"inferred"}])";
    auto const refused = create(server, automation("a", inferred, {}, every));
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(first_problem(refused).at("loc") == boost::json::array{"body"});
    BOOST_TEST(text_of(first_problem(refused), "msg").starts_with("Value error, Running an inferred deployment from"));
    auto const selected = create(server, automation("a", '[' + run_of(some_id) + ']', {}, every));
    BOOST_TEST(text_of(first_problem(selected), "msg").starts_with("Value error, Running a selected deployment from"));
    auto const off = create(server, automation("a", inferred, R"(,"enabled":false)", every));
    BOOST_TEST(off.status == 201);
    auto const path = "/automations/" + text_of(off.json(), "id");
    for (auto const* body : {R"({"enabled":true})", "{}"}) {
        auto const switched = server.ask("PATCH", path, body);
        BOOST_TEST(switched.status == 422);
        BOOST_TEST(first_problem(switched).at("loc") == boost::json::array{});
        BOOST_TEST(switched.json().at("request_body").at("enabled") == true);
    }
    BOOST_TEST(server.get(path).json().at("enabled") == false);
}

PRAETOR_TEST_EACH_DIALECT(wrong_automations_are_refused_in_the_words_of_the_reference)
{
    test_server server{dialect};
    auto const missing = create(server, R"({"name":"a"})").json().at("exception_detail");
    BOOST_TEST(missing.at(0).at("loc") == (boost::json::array{"body", "trigger"}));
    BOOST_TEST(missing.at(1).at("loc") == (boost::json::array{"body", "actions"}));
    BOOST_TEST(text_of(first_problem(create(server, automation("a", "[]", R"(,"bogus":1)"))), "type") ==
               "extra_forbidden");
    auto const payload = create(server, automation("a", R"([{"type":"call-webhook","block_document_id":")" +
                                                            std::string{some_id} + R"(","payload":"{{ x "}])"));
    BOOST_TEST(payload.status == 422);
    bool told = false;
    auto const all = payload.json();
    for (auto const& one : all.at("exception_detail").as_array())
        told |= text_of(one, "msg").starts_with("Value error, 'payload' is not a valid template: ") &&
                one.at("loc") == boost::json::array{"body", "actions", 0, "CallWebhook", "payload"};
    BOOST_TEST(told);
    auto const parameters = create(server, automation("a", R"([{"type":"run-deployment","source":"inferred",)"
                                                           R"("parameters":{"a":{"__prefect_kind":"none"}}}])"));
    BOOST_TEST(parameters.status == 422);
    BOOST_TEST(parameters.body.find("Invalid parameters: \\na: Missing 'value' key in __prefect object") !=
               std::string::npos);
    BOOST_TEST(server.post("/automations/count", "{}").body == "0");
}

PRAETOR_TEST_EACH_DIALECT(faults_of_templates_are_told_in_their_place_among_all_others)
{
    test_server server{dialect};
    std::string const loops = "{% for a in b %}{% for c in a %}{% for d in c %}{% endfor %}{% endfor %}{% endfor %}";
    auto const refused = server.ask("PUT", "/automations/" + std::string{some_id},
                                    R"({"name":3,"actions":[{"type":"send-notification","block_document_id":"x",)"
                                    R"("subject":")" +
                                        loops + R"(","body":4}],"bogus":1,"trigger":)" + std::string{trigger} + '}');
    BOOST_TEST(refused.status == 422);
    auto const all = refused.json().at("exception_detail").as_array();
    BOOST_TEST(all.front().at("loc") == (boost::json::array{"body", "name"}));
    BOOST_TEST(all.back().at("loc") == (boost::json::array{"body", "bogus"}));
    std::vector<std::string> told;
    for (auto const& one : all)
        if (one.at("loc").as_array().size() == 5 && one.at("loc").at(3) == "SendNotification")
            told.push_back(text_of(one, "msg"));
    BOOST_REQUIRE(told.size() == 3U);
    BOOST_TEST(told[0].starts_with("Input should be a valid UUID"));
    BOOST_TEST(told[1] == "Value error, 'subject' is not a valid template: Contains nested for loops at a depth of 3. "
                          "Templates can nest for loops no more than 2 loops deep.");
    BOOST_TEST(told[2] == "Input should be a valid string");
}

BOOST_AUTO_TEST_CASE(a_refusal_repeats_the_spans_of_triggers_as_the_reference_leaves_them)
{
    test_server server{db::dialect::sqlite};
    auto const refused =
        create(server, automation("a", R"([{"type":"none"}])", {},
                                  R"({"type":"sequence","within":60,"triggers":[{"posture":"Proactive"},)"
                                  R"({"posture":"Reactive","within":"PT30S"},{"posture":"Reactive","within":null}]})"));
    BOOST_TEST(refused.status == 422);
    auto const trigger = refused.json().at("request_body").at("trigger");
    BOOST_TEST(trigger.at("within") == 60.0);
    BOOST_TEST(trigger.at("triggers").at(0).at("within") == 10.0);
    BOOST_TEST(trigger.at("triggers").at(1).at("within") == 30.0);
    BOOST_TEST(trigger.at("triggers").at(2).at("within").is_null());
    // Of a body that is wrong in another place too.
    auto const nameless =
        server.post("/automations/", R"({"actions":[],"trigger":{"posture":"Reactive","within":"PT1M"}})");
    BOOST_TEST(first_problem(nameless).at("input").at("trigger").at("within") == 60.0);
    BOOST_TEST(first_problem(create(server, "[]")).at("type") == "model_attributes_type");
}

PRAETOR_TEST_EACH_DIALECT(job_variables_of_a_run_are_held_against_the_pool_of_its_deployment)
{
    test_server server{dialect};
    auto const unknown = create(server, automation("a", '[' + run_of(some_id, R"(,"job_variables":{"a":1})") + ']'));
    BOOST_TEST(unknown.status == 404);
    BOOST_TEST(text_of(unknown.json(), "detail") == "Deployment not found.");
    BOOST_TEST(create(server, automation("a", '[' + run_of(some_id, R"(,"job_variables":{})") + ']')).status == 201);
    server.post("/work_pools/",
                R"({"name":"p","type":"process","base_job_template":{"job_configuration":{"n":"{{ n }}"},"variables":)"
                R"({"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}}})");
    auto const deployment = text_of(
        server.post("/deployments/", R"({"name":"d","work_pool_name":"p","flow_id":")" + make_flow(server) + "\"}")
            .json(),
        "id");
    auto const wrong = create(server, automation("a", '[' + run_of(deployment, R"(,"job_variables":{"n":"x"})") + ']'));
    BOOST_TEST(wrong.status == 422);
    BOOST_TEST(text_of(wrong.json(), "detail").starts_with("Error creating automation: "));
    BOOST_TEST(create(server, automation("a", '[' + run_of(deployment, R"(,"job_variables":{"n":1})") + ']')).status ==
               201);
}

BOOST_AUTO_TEST_CASE(templates_are_looked_at_before_they_are_used)
{
    test_server server{db::dialect::sqlite};
    for (std::string const path : {"/templates/validate", "/automations/templates/validate"}) {
        BOOST_TEST(server.post(path, R"("{{ x }}")").status == 204);
        BOOST_TEST(server.post(path, "null").status == 204);
        BOOST_TEST(server.post(path, {}).status == 204);
        auto const refused = server.post(path, R"("a\n{% for %}")");
        BOOST_TEST(refused.status == 422);
        BOOST_TEST(refused.json().at("error").at("line").to_number<int>() == 2);
        BOOST_TEST(text_of(refused.json().at("error"), "source") == "a\n{% for %}");
        BOOST_TEST(text_of(first_problem(server.post(path, "3")), "type") == "string_type");
    }
}

BOOST_AUTO_TEST_SUITE_END()
