// Task runs told by events, where clocks, orders and batches do not say what came last.
#include <tests/api/requests.hpp>
#include <tests/api/told_states.hpp>
#include <tests/support/dialects.hpp>

#include <algorithm>
#include <vector>

using namespace praetor;
using namespace praetor::tests;

namespace {

struct told
{
    std::string type;
    std::string occurred;
};

// A clock of milliseconds, and a client that moves a state behind the one before it by a microsecond.
std::vector<told> const slow_clock{{"COMPLETED", "2026-01-01T00:00:00.015000Z"},
                                   {"PENDING", "2026-01-01T00:00:00.015000Z"},
                                   {"RUNNING", "2026-01-01T00:00:00.015001Z"}};

// The names of the states of a new task run that was told these, in their order: all at once, or each when the one
// before is stored; and what the run is in the end.
std::pair<std::string, std::string> told_so(test_server const& server, std::string const& flow_run,
                                            std::vector<told> const& states, bool at_once)
{
    auto const run = to_string(uuid::random());
    std::string events;
    std::size_t stored = 0;
    boost::json::value found;
    for (auto const& one : states) {
        auto event = told_state(to_string(uuid::random()), run, flow_run, one.type, one.occurred, 1);
        event.replace(event.find(R"("d1")"), 4, '"' + run + '"'); // a key of its own in the flow run
        if (at_once)
            events += (events.empty() ? "" : ",") + event;
        else {
            server.post("/events", '[' + event + ']');
            found = recorded_states(server, run, ++stored);
        }
    }
    if (at_once) {
        server.post("/events", '[' + events + ']');
        found = recorded_states(server, run, states.size());
    }
    std::string names;
    for (auto const& one : found.as_array())
        names += text_of(one, "name") + ';';
    auto const reached = server.get("/task_runs/" + run).json();
    if (reached.at("state").is_null())
        return {names, "the state of the run is gone"};
    BOOST_TEST(reached.at("state").at("type") == reached.at("state_type"));
    return {names, text_of(reached, "state_type")};
}

} // namespace

BOOST_AUTO_TEST_SUITE(recorded_states_of_task_runs)

PRAETOR_TEST_EACH_DIALECT(of_states_of_one_microsecond_the_last_on_the_way_counts_whatever_came_first)
{
    test_server server{dialect};
    auto const flow_run = make_flow_run(server, make_flow(server));
    std::string const at = "2026-01-01T00:00:00.000001Z";
    for (auto const& [sooner, later] : std::vector<std::pair<std::string, std::string>>{
             {"PENDING", "RUNNING"}, {"RUNNING", "COMPLETED"}, {"PENDING", "FAILED"}, {"SCHEDULED", "PENDING"}})
    {
        for (bool const at_once : {true, false}) {
            auto const expected = sooner + ';' + later + ';';
            for (auto const& told :
                 {std::vector{told{sooner, at}, told{later, at}}, std::vector{told{later, at}, told{sooner, at}}})
            {
                auto const [names, reached] = told_so(server, flow_run, told, at_once);
                BOOST_TEST_CONTEXT(told.front().type << " before " << told.back().type << (at_once ? " at once" : ""))
                {
                    BOOST_TEST(names == expected);
                    BOOST_TEST(reached == later);
                }
            }
        }
    }
}

PRAETOR_TEST_EACH_DIALECT(a_final_state_wins_over_one_that_a_client_moved_behind_it)
{
    test_server server{dialect};
    auto const flow_run = make_flow_run(server, make_flow(server));
    auto states = slow_clock;
    do
        for (bool const at_once : {true, false}) {
            auto const [names, reached] = told_so(server, flow_run, states, at_once);
            BOOST_TEST_CONTEXT(states[0].type << ", " << states[1].type << ", " << states[2].type << " are told")
            {
                BOOST_TEST(std::ranges::count(names, ';') == 3);
                BOOST_TEST(reached == "COMPLETED");
                if (at_once)
                    BOOST_TEST(names == "PENDING;RUNNING;COMPLETED;");
            }
        }
    while (std::ranges::next_permutation(states, {}, &told::type).found);
}

PRAETOR_TEST_EACH_DIALECT(a_task_run_that_is_run_again_leaves_its_final_state)
{
    test_server server{dialect};
    auto const flow_run = make_flow_run(server, make_flow(server));
    auto const [names, reached] =
        told_so(server, flow_run,
                {{"COMPLETED", "2026-01-01T00:00:00.000001Z"}, {"RUNNING", "2026-01-01T00:00:00.000100Z"}}, false);
    BOOST_TEST(names == "COMPLETED;RUNNING;");
    BOOST_TEST(reached == "RUNNING");
}

PRAETOR_TEST_EACH_DIALECT(an_event_that_is_told_again_is_stored_once)
{
    test_server server{dialect};
    auto const flow_run = make_flow_run(server, make_flow(server));
    auto const run = to_string(uuid::random());
    auto const first =
        told_state(to_string(uuid::random()), run, flow_run, "PENDING", "2026-01-01T00:00:00.000001Z", 0);
    auto const second =
        told_state(to_string(uuid::random()), run, flow_run, "RUNNING", "2026-01-01T00:00:00.000001Z", 1);
    server.post("/events", '[' + first + ']');
    recorded_states(server, run, 1);
    server.post("/events", '[' + first + ',' + second + ']');
    recorded_states(server, run, 2);
    server.post("/events", '[' + second + ',' + first + ']');
    auto const last = told_state(to_string(uuid::random()), run, flow_run, "COMPLETED", "2026-01-01T00:00:01Z", 1);
    server.post("/events", '[' + last + ']');
    BOOST_TEST(recorded_states(server, run, 3).as_array().size() == 3U);
    BOOST_TEST(server.get("/task_runs/" + run).json().at("state_type") == "COMPLETED");
}

// Clients before 3.2 tell none.
PRAETOR_TEST_EACH_DIALECT(a_task_run_told_without_labels_has_null_and_keeps_those_that_were_told_before)
{
    test_server server{dialect};
    auto const flow_run = make_flow_run(server, make_flow(server));
    auto const run = to_string(uuid::random());
    auto const tell = [&](std::string const& type, std::string const& occurred, std::string const& labels) {
        auto event = told_state(to_string(uuid::random()), run, flow_run, type, occurred, 1);
        event.insert(event.find(R"("run_count")"), labels);
        server.post("/events", '[' + event + ']');
    };
    tell("PENDING", "2026-01-01T00:00:00.000001Z", "");
    recorded_states(server, run, 1);
    BOOST_TEST(server.get("/task_runs/" + run).json().at("labels").is_null());
    tell("RUNNING", "2026-01-01T00:00:00.000002Z", R"("labels":{"a":1},)");
    recorded_states(server, run, 2);
    tell("COMPLETED", "2026-01-01T00:00:00.000003Z", "");
    recorded_states(server, run, 3);
    BOOST_TEST(server.get("/task_runs/" + run).json().at("labels") == boost::json::parse(R"({"a":1})"));
}

BOOST_AUTO_TEST_SUITE_END()
