#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

// A state of a run, written past the API: kind is flow_run or task_run, `second` of the first minute of 2026.
void add_state(test_server& server, std::string const& kind, std::string const& run, std::string const& type,
               std::string const& name, std::string const& second)
{
    server.database().run("INSERT INTO " + kind + "_state (id, " + kind + "_id, type, name, timestamp) VALUES ('" +
                          to_string(uuid::random()) + "', '" + run + "', '" + type + "', '" + name +
                          "', '2026-01-01 00:00:" + second + ".000000')");
}

void index_states(test_server& server, bool wanted)
{
    for (std::string const table : {"flow_run_state", "task_run_state"}) {
        auto const index = "ix_" + table + "__type_name_timestamp";
        server.database().run("DROP INDEX IF EXISTS " + index);
        if (wanted)
            server.database().run("CREATE INDEX " + index + " ON " + table + " (type, name, timestamp)");
    }
}

// "TYPE name;TYPE name;" of what is answered.
std::string observed(test_server const& server, std::string const& query)
{
    std::string all;
    auto const found = server.get("/observed-states" + query).json();
    for (auto const& one : found.as_array())
        all += text_of(one, "state_type") + ' ' + text_of(one, "state_name") + ';';
    return all;
}

std::string make_task_run(test_server const& server)
{
    return text_of(server.post("/task_runs/", R"({"task_key":"t","dynamic_key":"0"})").json(), "id");
}

// Without the states that runs have from their creation.
void clear_states(test_server& server)
{
    server.database().run("DELETE FROM flow_run_state");
    server.database().run("DELETE FROM task_run_state");
}

} // namespace

BOOST_AUTO_TEST_SUITE(observed_states)

PRAETOR_TEST_EACH_DIALECT(states_of_both_kinds_of_runs_are_told_once_with_the_first_and_last_moment_of_each)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    auto const first = make_flow_run(server, flow);
    auto const second = make_flow_run(server, flow);
    auto const task = make_task_run(server);
    for (bool const indexed : {false, true}) {
        index_states(server, indexed);
        clear_states(server);
        BOOST_TEST(server.get("/observed-states").body == "[]");
        add_state(server, "flow_run", first, "RUNNING", "Running", "01");
        add_state(server, "task_run", task, "RUNNING", "Running", "09");
        add_state(server, "flow_run", first, "RUNNING", "Retrying", "05");
        add_state(server, "flow_run", second, "COMPLETED", "Completed", "05");
        add_state(server, "task_run", task, "FAILED", "50% \\ done_now", "03");
        BOOST_TEST(observed(server, "") ==
                   "RUNNING Running;COMPLETED Completed;RUNNING Retrying;FAILED 50% \\ done_now;");
        BOOST_TEST(observed(server, "?order_by=NAME_ASC") ==
                   "COMPLETED Completed;FAILED 50% \\ done_now;RUNNING Retrying;RUNNING Running;");
        BOOST_TEST(observed(server, "?order_by=NAME_ASC&limit=2") == "COMPLETED Completed;FAILED 50% \\ done_now;");
        auto const running = server.get("/observed-states").json().at(0);
        BOOST_TEST(text_of(running, "first_seen") == "2026-01-01T00:00:01Z");
        BOOST_TEST(text_of(running, "last_seen") == "2026-01-01T00:00:09Z");
    }
}

PRAETOR_TEST_EACH_DIALECT(a_search_finds_what_begins_so_in_any_case_and_signs_of_patterns_stand_for_themselves)
{
    test_server server{dialect};
    auto const run = make_flow_run(server, make_flow(server));
    clear_states(server);
    add_state(server, "flow_run", run, "CANCELLED", "Given up", "01");
    add_state(server, "flow_run", run, "CANCELLING", "Late", "02");
    add_state(server, "flow_run", run, "COMPLETED", "100%", "03");
    add_state(server, "flow_run", run, "COMPLETED", "1000", "04");
    add_state(server, "flow_run", run, "PENDING", "a_b", "05");
    add_state(server, "flow_run", run, "PENDING", "axb", "06");
    auto const found = [&](std::string const& query) { return observed(server, "?order_by=NAME_ASC&query=" + query); };
    BOOST_TEST(found("cancel") == "CANCELLED Given up;CANCELLING Late;");
    BOOST_TEST(found("LATE") == "CANCELLING Late;");
    BOOST_TEST(found("iven") == "");
    BOOST_TEST(found("100%25") == "COMPLETED 100%;");
    BOOST_TEST(found("A_B") == "PENDING a_b;");
    BOOST_TEST(found("%5C") == "");
    BOOST_TEST(found("%20%C2%A0given%20") == "CANCELLED Given up;");
    BOOST_TEST(found("%20") == found(""));
    BOOST_TEST(found("") ==
               "CANCELLED Given up;CANCELLING Late;COMPLETED 100%;COMPLETED 1000;PENDING a_b;PENDING axb;");
}

BOOST_AUTO_TEST_CASE(what_is_asked_has_bounds)
{
    test_server server{db::dialect::sqlite};
    for (auto const& wrong : {std::string{"?limit=0"}, std::string{"?limit=201"}, std::string{"?limit="},
                              std::string{"?order_by=NAME_DESC"}, "?query=" + std::string(101, 'x')})
        BOOST_TEST(server.get("/observed-states" + wrong).status == 422, wrong);
    BOOST_TEST(server.get("/observed-states?limit=200&query=" + std::string(100, 'x')).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
