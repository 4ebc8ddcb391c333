// Who is ready and who is not, as the foreman finds it.
#include <server/services/upkeep/foreman.hpp>

#include <tests/services/service_database.hpp>
#include <tests/support/dialects.hpp>

#include <algorithm>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;

namespace {

constexpr auto pool_id = "00000000-0000-4000-8000-000000000011";
constexpr auto queue_id = "00000000-0000-4000-8000-000000000012";
constexpr auto deployment_id = "00000000-0000-4000-8000-000000000013";

struct watched : service_database
{
    explicit watched(db::dialect dialect) : service_database(dialect)
    {
        run("INSERT INTO work_pool (id, name, type, status) VALUES ('" + std::string{pool_id} +
            "', 'trucks', 'process', 'READY');"
            "INSERT INTO work_queue (id, name, work_pool_id, priority, status) VALUES ('" +
            queue_id + "', 'north', '" + pool_id + "', 1, 'NOT_READY')");
    }

    static std::string ago(std::chrono::seconds span)
    {
        std::string text;
        append_iso(text, now() - span);
        return '\'' + text + '\'';
    }
    void add_worker(std::string const& name, std::chrono::seconds heard, std::string const& interval)
    {
        run("INSERT INTO worker (id, name, work_pool_id, status, last_heartbeat_time, heartbeat_interval_seconds) "
            "VALUES "
            "('" +
            to_string(uuid::random()) + "', '" + name + "', '" + pool_id + "', 'ONLINE', " + ago(heard) + ", " +
            interval + ")");
    }
    void add_deployment(std::chrono::seconds polled, std::string const& queue = "NULL")
    {
        run("INSERT INTO deployment (id, name, flow_id, status, last_polled, work_queue_id, updated) VALUES ('" +
            std::string{deployment_id} + "', 'd', '" + flow_id + "', 'READY', " + ago(polled) + ", " + queue +
            ", '2020-01-01 00:00:00.000000')");
    }
    std::string status(std::string const& table, std::string const& name) const
    {
        return run("SELECT status FROM " + table + " WHERE name = '" + name + '\'');
    }
    void step()
    {
        services::foreman service{executor(), *store, bus, config};
        await(context, service.step());
        done = service.done();
        left = service.backlog();
    }
    models::event const& heard_event(std::string_view name) const
    {
        auto const at = std::ranges::find_if(heard, [&](auto const& one) { return one->event == name; });
        BOOST_REQUIRE((at != heard.end()));
        return **at;
    }

    std::uint64_t done = 0;
    std::int64_t left = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(foreman)

PRAETOR_TEST_EACH_DIALECT(workers_that_missed_three_heartbeats_are_offline)
{
    watched at{dialect};
    at.add_worker("quick", 40s, "10");
    at.add_worker("slow", 40s, "20");
    at.add_worker("silent", 100s, "NULL"); // the interval of the settings, 30 s
    at.add_worker("heard", 80s, "NULL");
    at.step();
    BOOST_TEST(at.status("worker", "quick") == "OFFLINE");
    BOOST_TEST(at.status("worker", "slow") == "ONLINE");
    BOOST_TEST(at.status("worker", "silent") == "OFFLINE");
    BOOST_TEST(at.status("worker", "heard") == "ONLINE");
    BOOST_TEST(at.status("work_pool", "trucks") == "READY");
    BOOST_TEST(at.done == 2U);
}

PRAETOR_TEST_EACH_DIALECT(a_pool_is_not_ready_once_its_last_worker_is_offline_and_says_so_after_its_last_event)
{
    watched at{dialect};
    auto const before = "00000000-0000-4000-8000-000000000099";
    at.run("UPDATE work_pool SET last_status_event_id = '" + std::string{before} +
           "', last_transitioned_status_at = " + watched::ago(60s));
    at.add_worker("silent", 1h, "10");
    at.step();
    BOOST_TEST(at.status("work_pool", "trucks") == "NOT_READY");
    BOOST_TEST(at.done == 2U);
    auto const& told = at.heard_event("prefect.work-pool.not-ready");
    BOOST_TEST(told.resource.id() == "prefect.work-pool." + std::string{pool_id});
    BOOST_TEST(told.resource.label("prefect.resource.name") == "trucks");
    BOOST_TEST(told.resource.label("prefect.work-pool.type") == "process");
    BOOST_REQUIRE(told.follows.has_value());
    BOOST_TEST(to_string(*told.follows) == before);
    BOOST_TEST(at.run("SELECT last_status_event_id FROM work_pool") == to_string(told.id));
    BOOST_TEST(at.run("SELECT count(*) FROM events WHERE event = 'prefect.work-pool.not-ready'") == "1");
    at.step();
    BOOST_TEST(at.done == 0U);
}

PRAETOR_TEST_EACH_DIALECT(paused_pools_and_those_that_were_never_ready_stay_as_they_are)
{
    watched at{dialect};
    at.run("UPDATE work_pool SET status = 'PAUSED'");
    at.step();
    BOOST_TEST(at.status("work_pool", "trucks") == "PAUSED");
    BOOST_TEST(at.heard.empty());
}

PRAETOR_TEST_EACH_DIALECT(a_queue_that_nobody_polls_is_not_ready)
{
    watched at{dialect};
    at.add_worker("online", 1s, "10");
    at.run("UPDATE work_queue SET status = 'READY', last_polled = " + watched::ago(30s));
    at.step();
    BOOST_TEST(at.status("work_queue", "north") == "READY");
    at.config.services.foreman.work_queue_last_polled_timeout_seconds = 20s;
    at.step();
    BOOST_TEST(at.status("work_queue", "north") == "NOT_READY");
    auto const& told = at.heard_event("prefect.work-queue.not-ready");
    BOOST_TEST(told.resource.id() == "prefect.work-queue." + std::string{queue_id});
    BOOST_REQUIRE(told.related.size() == 1U);
    BOOST_TEST(told.related[0].id() == "prefect.work-pool." + std::string{pool_id});
    BOOST_TEST(told.related[0].role() == "work-pool");
    BOOST_TEST(at.left == 0);
}

PRAETOR_TEST_EACH_DIALECT(a_deployment_is_not_ready_once_nobody_polls_for_it_nor_for_its_queue)
{
    watched at{dialect};
    at.add_worker("online", 1s, "10");
    at.run("UPDATE work_queue SET last_polled = " + watched::ago(10s));
    at.add_deployment(2h, '\'' + std::string{queue_id} + '\'');
    at.step();
    BOOST_TEST(at.status("deployment", "d") == "READY"); // its queue is polled
    at.run("UPDATE work_queue SET last_polled = " + watched::ago(2h));
    at.step();
    BOOST_TEST(at.status("deployment", "d") == "NOT_READY");
    auto const& told = at.heard_event("prefect.deployment.not-ready");
    BOOST_TEST(told.resource.id() == "prefect.deployment." + std::string{deployment_id});
    BOOST_REQUIRE(told.related.size() == 3U);
    BOOST_TEST(told.related[0].role() == "flow");
    BOOST_TEST(told.related[1].role() == "work-queue");
    BOOST_TEST(told.related[2].role() == "work-pool");
    // The scheduler finds by this column what has changed.
    BOOST_TEST(at.run("SELECT count(*) FROM deployment WHERE updated < '2021-01-01 00:00:00.000000'") == "1");
}

PRAETOR_TEST_EACH_DIALECT(a_deployment_without_a_queue_is_not_ready_once_nobody_polls_for_it)
{
    watched at{dialect};
    at.add_worker("online", 1s, "10");
    at.add_deployment(30s);
    at.step();
    BOOST_TEST(at.status("deployment", "d") == "READY");
    at.config.services.foreman.deployment_last_polled_timeout_seconds = 20s;
    at.step();
    BOOST_TEST(at.status("deployment", "d") == "NOT_READY");
}

BOOST_AUTO_TEST_SUITE_END()
