#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

BOOST_AUTO_TEST_SUITE(artifacts)

PRAETOR_TEST_EACH_DIALECT(the_latest_of_a_key_follows_what_is_made_and_deleted)
{
    test_server server{dialect};
    auto const first = server.post("/artifacts/", R"({"key":"report","type":"markdown","data":"one"})");
    BOOST_TEST(first.status == 201);
    auto const second = server.post("/artifacts/", R"({"key":"report","type":"markdown","data":{"two":2}})");
    BOOST_TEST(server.get("/artifacts/report/latest").json().at("data").at("two") == 2);
    BOOST_TEST(server.post("/artifacts/count", "{}").body == "2");
    BOOST_TEST(server.post("/artifacts/latest/count", "{}").body == "1");
    BOOST_TEST(server.ask("DELETE", "/artifacts/" + text_of(second.json(), "id")).status == 204);
    BOOST_TEST(server.get("/artifacts/report/latest").json().at("data") == "one");
    BOOST_TEST(server.ask("DELETE", "/artifacts/" + text_of(first.json(), "id")).status == 204);
    BOOST_TEST(server.get("/artifacts/report/latest").status == 404);
    std::string names;
    auto const page = server.post("/events/filter", R"({"filter":{"order":"ASC"}})").json();
    for (auto const& one : page.at("events").as_array())
        names += text_of(one, "event").substr(28) + ';';
    BOOST_TEST(names == "created;updated;updated;deleted;");
}

PRAETOR_TEST_EACH_DIALECT(a_change_reaches_the_artifact_and_the_latest_of_its_key)
{
    test_server server{dialect};
    auto const id =
        text_of(server.post("/artifacts/", R"({"key":"progress","type":"progress","data":1})").json(), "id");
    BOOST_TEST(server.ask("PATCH", "/artifacts/" + id, R"({"data":50})").status == 204);
    BOOST_TEST(server.get("/artifacts/" + id).json().at("data") == 50);
    BOOST_TEST(server.get("/artifacts/progress/latest").json().at("data") == 50);
}

PRAETOR_TEST_EACH_DIALECT(a_key_of_other_characters_is_refused)
{
    test_server server{dialect};
    auto const answer = server.post("/artifacts/", R"({"key":"My Report"})");
    BOOST_TEST(answer.status == 422);
    BOOST_TEST(answer.json().at("exception_detail").at(0).at("msg") ==
               "Value error, Artifact key must only contain lowercase letters, numbers, and dashes.");
}

PRAETOR_TEST_EACH_DIALECT(a_criterion_that_asks_nothing_is_met_by_all_beside_others_joined_by_or)
{
    test_server server{dialect};
    BOOST_TEST(server.post("/artifacts/", R"({"key":"report","data":1})").status == 201);
    for (std::string const member : {"id", "flow_run_id", "task_run_id", "type"})
        BOOST_TEST(server.post("/artifacts/count",
                               R"({"artifacts":{"operator":"or_","key":{"any_":["other"]},")" + member + "\":{}}}")
                           .body == "1",
                   member);
    BOOST_TEST(server
                   .post("/artifacts/latest/count",
                         R"({"artifacts":{"operator":"or_","key":{"any_":["other"]},"latest_id":{}}})")
                   .body == "1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(variables)

// SQLite keeps numbers in JSON columns as numbers of its own.
PRAETOR_TEST_EACH_DIALECT(a_new_variable_is_told_as_it_was_given_and_a_new_artifact_as_it_will_be_read)
{
    test_server server{dialect};
    auto const has = [](std::string const& body, std::string const& value) {
        return body.find(value) != std::string::npos;
    };
    BOOST_TEST(has(server.post("/variables/", R"({"name":"one","value":1.0})").body, R"("value":1.0,)"));
    BOOST_TEST(has(server.post("/variables/", R"({"name":"long","value":12345678901234567890})").body,
                   R"("value":12345678901234567890,)"));
    auto const made = server.post("/artifacts/", R"({"key":"three","data":3.0})").body;
    auto const read = server.get("/artifacts/three/latest").body;
    BOOST_TEST(has(made, dialect == db::dialect::sqlite ? R"("data":3,)" : R"("data":3.0,)"));
    BOOST_TEST(has(read, dialect == db::dialect::sqlite ? R"("data":3,)" : R"("data":3.0,)"));
}

PRAETOR_TEST_EACH_DIALECT(a_variable_keeps_any_json_under_its_name)
{
    test_server server{dialect};
    BOOST_TEST(server.post("/variables/", R"({"name":"limits","value":{"a":[1,null]},"tags":["x"]})").status == 201);
    BOOST_TEST(server.post("/variables/", R"({"name":"limits","value":1})").status == 409);
    BOOST_TEST(server.get("/variables/name/limits").json().at("value").at("a").at(0) == 1);
    BOOST_TEST(server.ask("PATCH", "/variables/name/limits", R"({"value":"text"})").status == 204);
    BOOST_TEST(server.get("/variables/name/limits").json().at("value") == "text");
    BOOST_TEST(server.post("/variables/count", R"({"variables":{"tags":{"all_":["x"]}}})").body == "1");
    BOOST_TEST(server.ask("DELETE", "/variables/name/limits").status == 204);
    BOOST_TEST(server.get("/variables/name/limits").status == 404);
}

PRAETOR_TEST_EACH_DIALECT(a_name_or_value_that_breaks_a_rule_is_refused)
{
    test_server server{dialect};
    BOOST_TEST(server.post("/variables/", R"({"name":"Bad Name","value":1})").status == 422);
    BOOST_TEST(server.post("/variables/", R"({"name":"long","value":")" + std::string(5000, 'x') + "\"}").status ==
               422);
    BOOST_TEST(server.post("/variables/", R"({"name":"none"})").status == 422);
}

BOOST_AUTO_TEST_SUITE_END()
