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

BOOST_AUTO_TEST_SUITE_END()
