#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr auto failed_runs =
    R"({"name":"failed","filters":[{"object":"flow_run","property":"state","type":"string","operation":"equals","value":"FAILED"}]})";

} // namespace

BOOST_AUTO_TEST_SUITE(saved_searches)

PRAETOR_TEST_EACH_DIALECT(a_known_name_takes_the_new_filters)
{
    test_server server{dialect};
    auto const first = server.ask("PUT", "/saved_searches/", failed_runs);
    BOOST_TEST(first.status == 201);
    BOOST_TEST(first.json().at("filters").at(0).at("value") == "FAILED");
    auto const second = server.ask("PUT", "/saved_searches/", R"({"name":"failed"})");
    BOOST_TEST(second.status == 200);
    BOOST_TEST(second.json().at("id") == first.json().at("id"));
    BOOST_TEST(second.json().at("filters").as_array().empty());
}

PRAETOR_TEST_EACH_DIALECT(searches_are_read_by_name_in_pages_and_deleted)
{
    test_server server{dialect};
    for (std::string const name : {"b", "c", "a"})
        server.ask("PUT", "/saved_searches/", R"({"name":")" + name + "\"}");
    auto const page = server.post("/saved_searches/filter", R"({"limit":2,"offset":1})").json();
    BOOST_REQUIRE(page.as_array().size() == 2U);
    BOOST_TEST(page.at(0).at("name") == "b");
    auto const path = "/saved_searches/" + text_of(page.at(0), "id");
    BOOST_TEST(server.get(path).json().at("name") == "b");
    BOOST_TEST(server.ask("DELETE", path).status == 204);
    BOOST_TEST(server.get(path).status == 404);
    BOOST_TEST(server.ask("DELETE", path).body == R"({"detail":"Saved search not found"})");
}

PRAETOR_TEST_EACH_DIALECT(a_filter_without_its_value_is_refused)
{
    test_server server{dialect};
    auto const answer =
        server.ask("PUT", "/saved_searches/",
                   R"({"name":"x","filters":[{"object":"o","property":"p","type":"t","operation":"e"}]})");
    BOOST_TEST(answer.status == 422);
    BOOST_TEST(answer.json().at("exception_detail").at(0).at("loc") ==
               (boost::json::value{"body", "filters", 0, "value"}));
}

BOOST_AUTO_TEST_SUITE_END()
