// Slots of deployments, taken and given back by flow runs that change state; several at once.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <future>
#include <vector>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr auto pending = R"({"type":"PENDING"})";
constexpr auto running = R"({"type":"RUNNING"})";
constexpr auto completed = R"({"type":"COMPLETED"})";

std::string set(test_server const& server, std::string const& run, std::string const& state,
                std::string const& release = "3.8.4")
{
    auto const answer = server
                            .ask("POST", "/flow_runs/" + run + "/set_state", R"({"state":)" + state + '}',
                                 {{"User-Agent", "prefect/" + release + " (API 0.8.4)"}})
                            .json();
    return text_of(answer, "status") + (answer.at("state").is_null() ? "" : ' ' + text_of(answer.at("state"), "name"));
}

struct deployed
{
    test_server& server;
    std::string flow = make_flow(server);
    std::string limit;
    std::string deployment;

    deployed(test_server& on, int slots, std::string const& options = {})
        : server(on), limit(make_limit(on, "deployment:d", slots)),
          deployment(make_deployment(on, flow, limit, options))
    {}

    std::string run() const
    {
        return make_flow_run(server, flow, R"(,"deployment_id":")" + deployment + R"(","state":{"type":"SCHEDULED"})");
    }
};

// How many of so many threads did what they wanted.
template <class Do>
int at_once(int threads, Do each)
{
    std::vector<std::future<bool>> all;
    for (int i = 0; i < threads; ++i)
        all.push_back(std::async(std::launch::async, [&, i] { return each(i); }));
    int won = 0;
    for (auto& one : all)
        won += one.get() ? 1 : 0;
    return won;
}

} // namespace

BOOST_AUTO_TEST_SUITE(deployment_slots)

PRAETOR_TEST_EACH_DIALECT(a_run_holds_its_slot_from_pending_to_its_end)
{
    test_server server{dialect};
    deployed const of{server, 1};
    auto const first = of.run();
    auto const second = of.run();
    BOOST_TEST(set(server, first, pending) == "ACCEPT Pending");
    BOOST_TEST(active_slots(server, of.limit) == 1);
    BOOST_TEST(set(server, second, pending) == "REJECT AwaitingConcurrencySlot");
    BOOST_TEST(set(server, first, running) == "ACCEPT Running");
    BOOST_TEST(set(server, first, completed) == "ACCEPT Completed");
    BOOST_TEST(active_slots(server, of.limit) == 0);
    BOOST_TEST(server.database().run("SELECT count(*) FROM praetor_concurrency_lease") == "0");
    BOOST_TEST(set(server, second, pending) == "ACCEPT Pending");
}

PRAETOR_TEST_EACH_DIALECT(a_deployment_says_what_becomes_of_runs_without_a_slot_and_how_long_the_first_lease_is)
{
    test_server server{dialect};
    deployed const of{server, 1, R"({"collision_strategy":"CANCEL_NEW","grace_period_seconds":100})"};
    auto const first = of.run();
    BOOST_TEST(set(server, first, pending) == "ACCEPT Pending");
    BOOST_TEST(set(server, of.run(), pending) == "REJECT Cancelled");
    auto const seconds = dialect == db::dialect::postgresql
                             ? "SELECT extract(epoch FROM expires - created)::int FROM praetor_concurrency_lease"
                             : "SELECT CAST(round((julianday(expires) - julianday(created)) * 86400) AS INTEGER) FROM "
                               "praetor_concurrency_lease";
    BOOST_TEST(server.database().run(seconds) == "100");
}

PRAETOR_TEST_EACH_DIALECT(a_run_whose_lease_expired_takes_another_slot_or_is_cancelled)
{
    test_server server{dialect};
    deployed const of{server, 1};
    auto const first = of.run();
    auto const second = of.run();
    BOOST_TEST(set(server, first, pending) == "ACCEPT Pending");
    server.database().run("DELETE FROM praetor_leased_limit; DELETE FROM praetor_concurrency_lease; UPDATE "
                          "concurrency_limit_v2 SET active_slots = 0");
    BOOST_TEST(set(server, second, pending) == "ACCEPT Pending");
    BOOST_TEST(set(server, first, running) == "REJECT Cancelled");
    BOOST_TEST(active_slots(server, of.limit) == 1);
}

PRAETOR_TEST_EACH_DIALECT(a_deleted_run_gives_its_slot_back)
{
    test_server server{dialect};
    deployed const of{server, 3};
    auto const leased = of.run();
    auto const unleased = of.run();
    auto const waiting = of.run();
    BOOST_TEST(set(server, leased, pending) == "ACCEPT Pending");
    BOOST_TEST(set(server, unleased, pending, "3.4.10") == "ACCEPT Pending");
    BOOST_TEST(set(server, unleased, running, "3.4.10") == "ACCEPT Running");
    BOOST_TEST(active_slots(server, of.limit) == 2);
    BOOST_TEST(server.ask("DELETE", "/flow_runs/" + waiting).status == 204);
    BOOST_TEST(active_slots(server, of.limit) == 2);
    BOOST_TEST(server.ask("DELETE", "/flow_runs/" + leased).status == 204);
    BOOST_TEST(active_slots(server, of.limit) == 1);
    BOOST_TEST(server.database().run("SELECT count(*) FROM praetor_concurrency_lease") == "0");
    auto const gone = server.post("/flow_runs/bulk_delete", R"({"flow_runs":{"id":{"any_":[")" + unleased + "\"]}}}");
    BOOST_TEST(gone.status == 200);
    BOOST_TEST(active_slots(server, of.limit) == 0);
}

PRAETOR_TEST_EACH_DIALECT(a_run_that_retries_in_its_process_keeps_its_slot)
{
    test_server server{dialect};
    deployed const of{server, 1};
    auto const run =
        make_flow_run(server, of.flow,
                      R"(,"deployment_id":")" + of.deployment +
                          R"(","state":{"type":"SCHEDULED"},"empirical_policy":{"retries":2,"retry_delay":0})");
    auto const leases = [&] { return server.database().run("SELECT count(*) FROM praetor_concurrency_lease"); };
    BOOST_TEST(set(server, run, pending) == "ACCEPT Pending");
    BOOST_TEST(set(server, run, running) == "ACCEPT Running");
    for (int attempt = 0; attempt < 2; ++attempt) {
        BOOST_TEST(set(server, run, R"({"type":"FAILED"})") == "REJECT AwaitingRetry");
        BOOST_TEST(active_slots(server, of.limit) == 1);
        BOOST_TEST(leases() == "1");
        BOOST_TEST(set(server, of.run(), pending) == "REJECT AwaitingConcurrencySlot");
        BOOST_TEST(set(server, run, running) == "ACCEPT Running");
    }
    BOOST_TEST(set(server, run, R"({"type":"SCHEDULED","name":"AwaitingRetry"})") == "ACCEPT AwaitingRetry");
    BOOST_TEST(active_slots(server, of.limit) == 0);
    BOOST_TEST(leases() == "0");
}

PRAETOR_TEST_EACH_DIALECT(a_run_that_is_deleted_while_it_awaits_its_retry_gives_its_slot_back)
{
    test_server server{dialect};
    deployed const of{server, 1};
    auto const run =
        make_flow_run(server, of.flow,
                      R"(,"deployment_id":")" + of.deployment +
                          R"(","state":{"type":"SCHEDULED"},"empirical_policy":{"retries":1,"retry_delay":60})");
    for (auto const* state : {pending, running, R"({"type":"FAILED"})"})
        static_cast<void>(set(server, run, state));
    BOOST_TEST(active_slots(server, of.limit) == 1);
    BOOST_TEST(server.ask("DELETE", "/flow_runs/" + run).status == 204);
    BOOST_TEST(active_slots(server, of.limit) == 0);
}

PRAETOR_TEST_EACH_DIALECT(a_forced_state_keeps_the_lease_of_its_run)
{
    test_server server{dialect};
    deployed const of{server, 1};
    auto const run = of.run();
    BOOST_TEST(set(server, run, pending) == "ACCEPT Pending");
    BOOST_TEST(set_state(server, run, running, true).at("status") == "ACCEPT");
    BOOST_TEST(set(server, run, completed) == "ACCEPT Completed");
    BOOST_TEST(active_slots(server, of.limit) == 0);
    BOOST_TEST(server.database().run("SELECT count(*) FROM praetor_concurrency_lease") == "0");
}

PRAETOR_TEST_EACH_DIALECT(old_clients_keep_their_slot_without_a_lease)
{
    test_server server{dialect};
    deployed const of{server, 1};
    auto const run = of.run();
    BOOST_TEST(set(server, run, pending, "3.4.10") == "ACCEPT Pending");
    BOOST_TEST(set(server, run, running, "3.4.10") == "ACCEPT Running");
    BOOST_TEST(server.database().run("SELECT count(*) FROM praetor_concurrency_lease") == "0");
    BOOST_TEST(active_slots(server, of.limit) == 1);
    BOOST_TEST(set(server, run, completed, "3.4.10") == "ACCEPT Completed");
    BOOST_TEST(active_slots(server, of.limit) == 0);
}

PRAETOR_TEST_EACH_DIALECT(of_requests_for_one_run_at_once_one_wins)
{
    test_server server{dialect};
    auto const flow = make_flow(server);
    for (int round = 0; round < 5; ++round) {
        auto const run = make_flow_run(server, flow, R"(,"state":{"type":"SCHEDULED"})");
        auto const won = at_once(8, [&](int) { return set(server, run, pending) == "ACCEPT Pending"; });
        BOOST_TEST(won == 1);
        BOOST_TEST(server.database().run("SELECT count(*) FROM flow_run_state WHERE flow_run_id = '" + run + '\'') ==
                   "2");
    }
}

PRAETOR_TEST_EACH_DIALECT(of_runs_of_one_deployment_at_once_as_many_win_as_there_are_slots)
{
    test_server server{dialect};
    deployed const of{server, 3};
    std::vector<std::string> runs;
    for (int i = 0; i < 10; ++i)
        runs.push_back(of.run());
    auto const won =
        at_once(10, [&](int i) { return set(server, runs[static_cast<std::size_t>(i)], pending) == "ACCEPT Pending"; });
    BOOST_TEST(won == 3);
    BOOST_TEST(active_slots(server, of.limit) == 3);
    auto const done = at_once(10, [&](int i) {
        return set(server, runs[static_cast<std::size_t>(i)], R"({"type":"CANCELLED"})").starts_with("ACCEPT");
    });
    BOOST_TEST(done == 10);
    BOOST_TEST(active_slots(server, of.limit) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
