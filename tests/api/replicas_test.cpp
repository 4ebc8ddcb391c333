// Reads on a real streaming replica. Where a read went shows once the replica stops replaying.
#include <tests/support/postgres_cluster.hpp>
#include <tests/support/test_server.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <thread>

namespace {

using namespace praetor;
using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

struct replicated
{
    explicit replicated(std::string const& max_lag)
    {
        primary.run("CREATE DATABASE praetor");
        standby = std::make_unique<tests::postgres_cluster>(tests::postgres_cluster::standby_of{primary});
        server = std::make_unique<tests::test_server>(
            unused, tests::settings_list{{"PREFECT_SERVER_DATABASE_CONNECTION_URL", primary.url() + "/praetor"},
                                         {"PRAETOR_DATABASE_READ_URLS", standby->url() + "/praetor"},
                                         {"PRAETOR_DATABASE_MAX_REPLICA_LAG", max_lag},
                                         {"PREFECT_SERVER_LOGGING_LEVEL", "ERROR"}});
    }

    void write(std::string const& name, std::string const& client)
    {
        auto const made = server->ask("POST", "/variables/", R"({"name":")" + name + R"(","value":1})",
                                      {{"X-Forwarded-For", client}});
        BOOST_REQUIRE(made.status == 201);
    }
    int status_of(std::string const& name, std::string const& client)
    {
        return server->ask("GET", "/variables/name/" + name, {}, {{"X-Forwarded-For", client}}).status;
    }
    // The replica takes reads: a write it has not replayed is not seen by others. Leaves it paused.
    bool replica_is_asked()
    {
        standby->run("SELECT pg_wal_replay_pause()");
        auto const name = "probe_" + std::to_string(++probes);
        write(name, "prober");
        return status_of(name, "somebody") == 404;
    }
    void wait_until_replica_is_asked()
    {
        auto const deadline = clock::now() + 30s;
        while (!replica_is_asked() && clock::now() < deadline) {
            resume();
            std::this_thread::sleep_for(200ms);
        }
        BOOST_REQUIRE(clock::now() < deadline);
    }
    void resume() { standby->run("SELECT pg_wal_replay_resume()"); }

    tests::temporary_database unused{db::dialect::sqlite};
    tests::postgres_cluster primary;
    std::unique_ptr<tests::postgres_cluster> standby;
    std::unique_ptr<tests::test_server> server;
    int probes = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(read_replicas)

BOOST_AUTO_TEST_CASE(reads_go_to_the_replica_but_a_client_sees_what_it_wrote)
{
    replicated here{"60"};
    here.wait_until_replica_is_asked();
    here.write("mine", "me");
    BOOST_TEST(here.status_of("mine", "me") == 200);
    BOOST_TEST(here.status_of("mine", "you") == 404);
    auto const filtered = here.server->ask("POST", "/variables/count", R"({"variables":{"name":{"any_":["mine"]}}})",
                                           {{"X-Forwarded-For", "you"}});
    BOOST_TEST(filtered.body == "0");
    here.resume();
    auto const deadline = clock::now() + 30s;
    while (here.status_of("mine", "you") != 200 && clock::now() < deadline)
        std::this_thread::sleep_for(10ms);
    BOOST_TEST(here.status_of("mine", "you") == 200);
}

BOOST_AUTO_TEST_CASE(a_replica_that_lags_beyond_the_bound_takes_no_reads_until_it_caught_up)
{
    replicated here{"1"};
    here.wait_until_replica_is_asked();
    here.write("late", "me");
    auto const deadline = clock::now() + 30s;
    while (here.status_of("late", "you") != 200 && clock::now() < deadline)
        std::this_thread::sleep_for(50ms);
    BOOST_TEST(here.status_of("late", "you") == 200);
    here.resume();
    here.wait_until_replica_is_asked();
}

BOOST_AUTO_TEST_CASE(a_killed_replica_costs_no_answer_and_comes_back_by_itself)
{
    replicated here{"60"};
    here.wait_until_replica_is_asked();
    here.write("kept", "me");
    here.standby->kill();
    for (int i = 0; i < 50; ++i)
        BOOST_REQUIRE(here.status_of("kept", "you") == 200);
    here.standby->start();
    here.wait_until_replica_is_asked();
}

BOOST_AUTO_TEST_SUITE_END()
