// What clients tell with NUL characters in it, which SQLite keeps and PostgreSQL does not.
#include <tests/api/requests.hpp>
#include <tests/api/told_states.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr auto told =
    R"({"type":"COMPLETED","name":"Do\u0000ne","message":"\u0000Killed\u0000","data":{"type":"literal","value":"a\u0000b"},)"
    R"("state_details":{"cache_key":"k\u0000"}})";

std::string kept(db::dialect dialect, std::string with_nul)
{
    if (dialect == db::dialect::postgresql)
        std::erase(with_nul, '\0');
    return with_nul;
}

void check(db::dialect dialect, boost::json::value const& state)
{
    using namespace std::string_literals;
    BOOST_TEST(text_of(state, "type") == "COMPLETED");
    BOOST_TEST(text_of(state, "name") == kept(dialect, "Do\0ne"s));
    BOOST_TEST(text_of(state, "message") == kept(dialect, "\0Killed\0"s));
    BOOST_TEST(text_of(state.at("data"), "value") == kept(dialect, "a\0b"s));
    BOOST_TEST(text_of(state.at("state_details"), "cache_key") == kept(dialect, "k\0"s));
}

} // namespace

BOOST_AUTO_TEST_SUITE(told_nul_characters)

PRAETOR_TEST_EACH_DIALECT(a_flow_run_reaches_a_state_that_is_told_with_them)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const run = make_flow_run(server, flow, R"(,"state":{"type":"RUNNING"})");
    BOOST_TEST(set_state(server, run, told).at("status") == "ACCEPT");
    check(dialect, server.get("/flow_runs/" + run).json().at("state"));
    check(
        dialect,
        server.get("/flow_runs/" + make_flow_run(server, flow, R"(,"state":)" + std::string{told})).json().at("state"));
}

PRAETOR_TEST_EACH_DIALECT(a_task_run_reaches_a_state_that_is_told_with_them)
{
    test_server server{dialect};
    auto const made =
        server.post("/task_runs/", R"({"task_key":"k","dynamic_key":"0","state":)" + std::string{told} + '}');
    BOOST_TEST(made.status == 201);
    check(dialect, made.json().at("state"));
    auto const again = set_state(server, text_of(made.json(), "id"), told, true, "task_runs");
    BOOST_TEST(again.at("status") == "ACCEPT");
}

PRAETOR_TEST_EACH_DIALECT(a_task_run_whose_event_has_them_does_not_stay_where_it_was)
{
    test_server server{dialect};
    auto const flow_run = make_flow_run(server, make_flow(server));
    auto const run = to_string(uuid::random());
    auto event = told_state(to_string(uuid::random()), run, flow_run, "COMPLETED", "2026-01-01T00:00:01Z", 1);
    auto const put = [&](std::string const& in_place_of, std::string const& text) {
        event.replace(event.find(in_place_of), in_place_of.size(), text);
    };
    put(R"("message":null)", R"("message":"\u0000m")");
    put(R"("data":null)", R"("data":{"x":"\u0000"})");
    put(R"("name":"add-1")", R"("name":"add\u0000-1")");
    server.post("/events", '[' + event + ']');
    using namespace std::string_literals;
    auto const states = recorded_states(server, run, 1);
    BOOST_REQUIRE(states.as_array().size() == 1U);
    BOOST_TEST(text_of(states.at(0), "message") == "m");
    BOOST_TEST(text_of(states.at(0).at("data"), "x") == "");
    auto const read = server.get("/task_runs/" + run).json();
    BOOST_TEST(read.at("state_type") == "COMPLETED");
    BOOST_TEST(text_of(read, "name") == "add-1");
    boost::json::value events;
    for (int tries = 0; tries < 500 && (events.is_null() || events.as_array().empty()); ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
        events = server
                     .post("/events/filter", R"({"filter":{"occurred":{"since":"2025-12-31T00:00:00Z"},)"
                                             R"("event":{"name":["prefect.task-run.COMPLETED"]}}})")
                     .json()
                     .at("events");
    }
    BOOST_REQUIRE(events.as_array().size() == 1U);
    BOOST_TEST(text_of(events.at(0).at("payload").at("validated_state"), "message") == kept(dialect, "\0m"s));
}

PRAETOR_TEST_EACH_DIALECT(an_artifact_that_has_them_fails_no_flow)
{
    using namespace std::string_literals;
    test_server server{dialect};
    auto const made = server.post(
        "/artifacts/",
        R"({"key":"k","type":"markdown","data":"a\u0000b","description":"\u0000d","metadata_":{"x":"\u0000y"}})");
    BOOST_REQUIRE(made.status == 201);
    auto const path = "/artifacts/" + text_of(made.json(), "id");
    auto const check = [&](boost::json::value const& artifact, std::string const& data) {
        BOOST_TEST(text_of(artifact, "data") == kept(dialect, data));
        BOOST_TEST(text_of(artifact, "description") == kept(dialect, "\0d"s));
        BOOST_TEST(text_of(artifact.at("metadata_"), "x") == kept(dialect, "\0y"s));
    };
    check(made.json(), "a\0b"s);
    check(server.get(path).json(), "a\0b"s);
    BOOST_TEST(server.ask("PATCH", path, R"({"data":"c\u0000","description":"\u0000d"})").status == 204);
    check(server.get(path).json(), "c\0"s);
    check(server.get("/artifacts/k/latest").json(), "c\0"s);
}

BOOST_AUTO_TEST_SUITE_END()
