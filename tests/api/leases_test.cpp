// Leases outlive their server, and expire once whoever looks.
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <future>
#include <thread>
#include <vector>

using namespace praetor;
using namespace praetor::tests;

namespace {

constexpr auto path = "/v2/concurrency_limits";

std::string take(test_server const& server, int slots)
{
    auto const taken = server.post(std::string{path} + "/increment-with-lease",
                                   R"({"names":["x"],"slots":)" + std::to_string(slots) + '}');
    BOOST_TEST(taken.status == 200);
    return text_of(taken.json(), "lease_id");
}

int release(test_server const& server, std::string const& lease)
{
    return server.post(std::string{path} + "/decrement-with-lease", R"({"lease_id":")" + lease + "\"}").status;
}

template <class Reached>
bool comes(Reached reached)
{
    for (int i = 0; i < 600; ++i) {
        if (reached())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    return false;
}

} // namespace

BOOST_AUTO_TEST_SUITE(leases)

PRAETOR_TEST_EACH_DIALECT(a_lease_outlives_its_server)
{
    temporary_database at{dialect};
    std::string lease;
    {
        test_server first{at, {}};
        make_limit(first, "x", 3);
        lease = take(first, 2);
    }
    test_server second{at, {}};
    BOOST_TEST(active_slots(second, "x") == 2);
    BOOST_TEST(second.post(std::string{path} + "/leases/" + lease + "/renew", "{}").status == 204);
    BOOST_TEST(release(second, lease) == 204);
    BOOST_TEST(active_slots(second, "x") == 0);
    BOOST_TEST(second.post(std::string{path} + "/leases/" + lease + "/renew", "{}").status == 410);
}

PRAETOR_TEST_EACH_DIALECT(an_expired_lease_gives_its_slots_back_once_and_tells_how_long_they_were_held)
{
    temporary_database at{dialect};
    settings_list const quick{{"PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS", "1"}};
    test_server server{at, quick};
    make_limit(server, "x", 10);
    for (int i = 0; i < 5; ++i)
        take(server, 1);
    auto const stays = take(server, 1);
    at.run("UPDATE praetor_concurrency_lease SET expires = '2020-01-01 00:00:00.000000' WHERE id != '" + stays + '\'');
    BOOST_TEST(comes([&] { return active_slots(server, "x") == 1; }));
    BOOST_TEST(at.run("SELECT count(*) FROM praetor_concurrency_lease") == "1");
    BOOST_TEST(at.run("SELECT count(*) FROM praetor_leased_limit") == "1");
    BOOST_TEST(std::stod(at.run("SELECT avg_slot_occupancy_seconds FROM concurrency_limit_v2")) != 2.0);
    BOOST_TEST(release(server, stays) == 204);
    BOOST_TEST(active_slots(server, "x") == 0);
}

PRAETOR_TEST_EACH_DIALECT(expired_leases_end_after_the_service_has_failed_and_its_failures_are_counted)
{
    temporary_database at{dialect};
    test_server server{
        at, {{"PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS", "1"}, {"PRAETOR_METRICS_ENABLED", "true"}}};
    make_limit(server, "x", 10);
    take(server, 1);
    auto const counts = [&](std::string const& failures) {
        return server.get("/metrics")
                   .body.find(R"(praetor_service_failures_total{service="repossessor"} )" + failures) !=
               std::string::npos;
    };
    BOOST_TEST(counts("0"));
    at.run("UPDATE praetor_concurrency_lease SET expires = '2020-01-01 00:00:00.000000'");
    at.run("ALTER TABLE praetor_concurrency_lease RENAME TO lease_away");
    BOOST_TEST(comes([&] { return counts("1"); }));
    at.run("ALTER TABLE lease_away RENAME TO praetor_concurrency_lease");
    BOOST_TEST(comes([&] { return active_slots(server, "x") == 0; }));
}

BOOST_AUTO_TEST_CASE(servers_on_one_database_share_leases_and_end_each_once)
{
    temporary_database at{db::dialect::postgresql};
    settings_list const quick{{"PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS", "1"}};
    test_server first{at, quick};
    test_server second{at, quick};
    make_limit(first, "x", 1000);
    for (int i = 0; i < 300; ++i)
        take(i % 2 == 0 ? first : second, 1);
    // Slots that nobody leased show where one is given back twice.
    first.post(std::string{path} + "/increment", R"({"names":["x"],"slots":300})");
    BOOST_TEST(active_slots(second, "x") == 600);
    at.run("UPDATE praetor_concurrency_lease SET expires = '2020-01-01 00:00:00.000000'");
    BOOST_TEST(comes([&] { return at.run("SELECT count(*) FROM praetor_concurrency_lease") == "0"; }));
    BOOST_TEST(active_slots(first, "x") == 300);
    auto const lease = take(first, 1);
    BOOST_TEST(release(second, lease) == 204);
    BOOST_TEST(release(first, lease) == 204);
    BOOST_TEST(active_slots(first, "x") == 300);
}

BOOST_AUTO_TEST_CASE(a_lease_that_is_renewed_while_it_is_looked_for_is_not_ended)
{
    temporary_database at{db::dialect::postgresql};
    test_server server{at, {{"PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS", "0.1"}}};
    make_limit(server, "x", 10);
    auto const renewed = take(server, 1);
    static_cast<void>(take(server, 2));
    // Its row is held when both expire: whoever looks then passes over it, or waits and sees that it was renewed.
    at.run("UPDATE praetor_concurrency_lease SET expires = now() + interval '2 seconds'");
    at.run("BEGIN; SELECT 1 FROM praetor_concurrency_lease WHERE id = '" + renewed +
           "' FOR UPDATE; SELECT pg_sleep(3); UPDATE praetor_concurrency_lease SET expires = now() + interval '1 hour' "
           "WHERE id = '" +
           renewed + "'; COMMIT");
    BOOST_TEST(comes([&] { return active_slots(server, "x") == 1; }));
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    BOOST_TEST(at.run("SELECT id FROM praetor_concurrency_lease") == renewed);
    BOOST_TEST(active_slots(server, "x") == 1);
    BOOST_TEST(release(server, renewed) == 204);
}

PRAETOR_TEST_EACH_DIALECT(a_lease_given_back_by_many_at_once_counts_once)
{
    test_server server{dialect};
    make_limit(server, "x", 10);
    auto const other = take(server, 5);
    auto const lease = take(server, 1);
    std::vector<std::future<int>> all;
    for (int i = 0; i < 8; ++i)
        all.push_back(std::async(std::launch::async, [&] { return release(server, lease); }));
    for (auto& one : all)
        static_cast<void>(one.get());
    BOOST_TEST(active_slots(server, "x") == 5);
}

BOOST_AUTO_TEST_SUITE_END()
