// /concurrency_limits, and slots of tagged task runs.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr auto path = "/concurrency_limits";
constexpr auto first_run = "00000000-0000-4000-8000-000000000001";
constexpr auto second_run = "00000000-0000-4000-8000-000000000002";

answer make_tag_limit(test_server const& server, std::string const& tag, int limit)
{
    return server.post(std::string{path} + '/',
                       R"({"tag":")" + tag + R"(","concurrency_limit":)" + std::to_string(limit) + '}');
}

answer slots(test_server const& server, std::string const& what, std::string const& names, std::string const& run)
{
    return server.post(std::string{path} + '/' + what, R"({"names":[)" + names + R"(],"task_run_id":")" + run + "\"}");
}

boost::json::value of_tag(test_server const& server, std::string const& tag)
{
    return server.get(std::string{path} + "/tag/" + tag).json();
}

// A task run of a RUNNING flow run.
std::string make_task_run(test_server const& server, std::string const& tags, std::string const& key)
{
    auto const run = make_flow_run(server, make_flow(server), R"(,"state":{"type":"RUNNING"})");
    return text_of(server
                       .post("/task_runs/", R"({"flow_run_id":")" + run + R"(","task_key":"k","dynamic_key":")" + key +
                                                R"(","tags":)" + tags + '}')
                       .json(),
                   "id");
}

} // namespace

BOOST_AUTO_TEST_SUITE(tag_limits)

PRAETOR_TEST_EACH_DIALECT(a_limit_of_a_tag_is_created_set_read_listed_and_deleted)
{
    test_server server{dialect};
    auto const made = make_tag_limit(server, "db", 2);
    BOOST_TEST(made.status == 201);
    auto const again = make_tag_limit(server, "db", 3);
    BOOST_TEST(again.status == 200);
    BOOST_TEST(again.json().at("concurrency_limit") == 3);
    auto const id = text_of(made.json(), "id");
    BOOST_TEST(text_of(again.json(), "id") == id);
    BOOST_TEST(server.get("/v2/concurrency_limits/tag:db").json().at("limit") == 3);
    BOOST_TEST(text_of(server.get(std::string{path} + '/' + id).json(), "tag") == "db");
    make_limit(server, "other", 1);
    auto const listed = server.post(std::string{path} + "/filter", "{}").json();
    BOOST_TEST(listed.as_array().size() == 1U);
    BOOST_TEST(server.ask("DELETE", std::string{path} + "/tag/db").status == 200);
    BOOST_TEST(server.get(std::string{path} + "/tag/db").status == 404);
    BOOST_TEST(server.ask("DELETE", std::string{path} + '/' + id).status == 404);
    BOOST_TEST(server.post(std::string{path} + "/tag/db/reset", "").status == 404);
    BOOST_TEST(make_tag_limit(server, "a/b", 1).status == 422);
    BOOST_TEST(make_tag_limit(server, "b", 1).status == 201);
    BOOST_TEST(make_tag_limit(server, "b", -1).status == 422);
}

PRAETOR_TEST_EACH_DIALECT(task_runs_take_slots_of_all_their_tags_or_of_none)
{
    test_server server{dialect};
    make_tag_limit(server, "a", 1);
    make_tag_limit(server, "b", 2);
    auto const taken = slots(server, "increment", R"("a","b","none")", first_run);
    BOOST_TEST(taken.status == 200);
    BOOST_TEST(text_of(taken.json().at(0), "name") == "a");
    BOOST_TEST(taken.json().as_array().size() == 2U);
    auto const refused = slots(server, "increment", R"("b","a")", second_run);
    BOOST_TEST(refused.status == 423);
    BOOST_TEST(refused.headers.contains("retry-after"));
    BOOST_TEST(of_tag(server, "b").at("active_slots").as_array().size() == 1U);
    BOOST_TEST(of_tag(server, "a").at("active_slots").at(0) == first_run);
    auto const back = slots(server, "decrement", R"("a")", first_run);
    BOOST_TEST(text_of(back.json().at(0), "name") == "tag:a");
    BOOST_TEST(of_tag(server, "b").at("active_slots").as_array().empty());
    BOOST_TEST(active_slots(server, "tag:b") == 0);
    make_tag_limit(server, "a", 0);
    BOOST_TEST(!slots(server, "increment", R"("a")", first_run).headers.contains("retry-after"));
}

PRAETOR_TEST_EACH_DIALECT(a_reset_gives_every_slot_to_who_is_named)
{
    test_server server{dialect};
    make_tag_limit(server, "a", 2);
    slots(server, "increment", R"("a")", first_run);
    BOOST_TEST(
        server.post(std::string{path} + "/tag/a/reset", R"({"slot_override":[")" + std::string{second_run} + "\"]}")
            .status == 200);
    BOOST_TEST(of_tag(server, "a").at("active_slots").at(0) == second_run);
    BOOST_TEST(active_slots(server, "tag:a") == 1);
    BOOST_TEST(server.post(std::string{path} + "/tag/a/reset", "").body == "null");
    BOOST_TEST(active_slots(server, "tag:a") == 0);
}

PRAETOR_TEST_EACH_DIALECT(limits_of_older_releases_are_served_where_there_is_no_other)
{
    test_server server{dialect};
    server.database().run(
        "INSERT INTO concurrency_limit (id, tag, concurrency_limit, active_slots) VALUES "
        "('00000000-0000-4000-8000-00000000000a', 'old', 1, '[]'), ('00000000-0000-4000-8000-00000000000b', 'new', 1, "
        "'[]')");
    make_tag_limit(server, "new", 5);
    auto const listed = server.post(std::string{path} + "/filter", "{}").json();
    BOOST_REQUIRE(listed.as_array().size() == 2U);
    BOOST_TEST(listed.at(0).at("concurrency_limit") == 5);
    BOOST_TEST(slots(server, "increment", R"("old")", first_run).status == 200);
    BOOST_TEST(slots(server, "increment", R"("old")", second_run).status == 423);
    BOOST_TEST(of_tag(server, "old").at("active_slots").at(0) == first_run);
    BOOST_TEST(slots(server, "decrement", R"("old")", first_run).json().as_array().size() == 1U);
    BOOST_TEST(slots(server, "decrement", R"("old")", first_run).json().as_array().empty());
    BOOST_TEST(server.ask("DELETE", std::string{path} + "/tag/old").status == 200);
    BOOST_TEST(server.get(std::string{path} + "/tag/old").status == 404);
}

PRAETOR_TEST_EACH_DIALECT(a_running_task_holds_the_slots_of_its_tags)
{
    test_server server{dialect};
    make_tag_limit(server, "a", 1);
    auto const first = make_task_run(server, R"(["a","other"])", "1");
    auto const second = make_task_run(server, R"(["a"])", "2");
    auto const set = [&](std::string const& run, std::string const& type) {
        return text_of(set_state(server, run, R"({"type":")" + type + "\"}", false, "task_runs"), "status");
    };
    BOOST_TEST(set(first, "RUNNING") == "ACCEPT");
    BOOST_TEST(of_tag(server, "a").at("active_slots").at(0).as_string() == first);
    BOOST_TEST(set(second, "RUNNING") == "WAIT");
    BOOST_TEST(set(first, "COMPLETED") == "ACCEPT");
    BOOST_TEST(of_tag(server, "a").at("active_slots").as_array().empty());
    BOOST_TEST(active_slots(server, "tag:a") == 0);
    BOOST_TEST(set(second, "RUNNING") == "ACCEPT");
    make_tag_limit(server, "a", 0);
    BOOST_TEST(set(first, "RUNNING") == "ABORT");
}

PRAETOR_TEST_EACH_DIALECT(a_reset_frees_slots_that_no_lease_holds_too)
{
    test_server server{dialect};
    BOOST_TEST(server.post("/concurrency_limits/", R"({"tag":"db","concurrency_limit":2})").status == 201);
    BOOST_TEST(server.post("/v2/concurrency_limits/increment", R"({"slots":2,"names":["tag:db"]})").status == 200);
    BOOST_TEST(
        server.post("/concurrency_limits/tag/db/reset", R"({"slot_override":["00000000-0000-4000-8000-000000000000"]})")
            .status == 200);
    BOOST_TEST(server.get("/v2/concurrency_limits/tag:db").json().at("active_slots") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
