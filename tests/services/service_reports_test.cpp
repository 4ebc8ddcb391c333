// What the services of a server tell of themselves: in /metrics, and to other programs by way of the database.
#include <server/services/service_reports.hpp>

#include <models/service_report.hpp>

#include <tests/services/service_database.hpp>
#include <tests/support/command.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/test_server.hpp>

#include <thread>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;

namespace {

struct told_service : services::periodic_service
{
    explicit told_service(boost::asio::any_io_executor executor) : periodic_service(std::move(executor), "told", 1h) {}
    task<void> step() override
    {
        done_ = 3;
        backlog_ = 4;
        co_return;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(service_reports)

PRAETOR_TEST_EACH_DIALECT(the_last_run_of_a_service_is_kept_in_the_database)
{
    service_database at{dialect};
    std::vector<std::unique_ptr<services::service>> all;
    all.push_back(std::make_unique<told_service>(at.executor()));
    services::service_reports reports{at.executor(), *at.store, all};
    await(at.context, reports.step());
    BOOST_TEST(await(at.context, at.store->read(models::read_service_reports)).empty()); // it has not run yet
    all.front()->start();
    at.context.restart();
    at.context.poll();
    await(at.context, reports.step());
    auto const told = await(at.context, at.store->read(models::read_service_reports));
    BOOST_REQUIRE(told.size() == 1U);
    BOOST_TEST(told[0].name == "told");
    BOOST_TEST((now() - told[0].last_run < 10min));
    BOOST_TEST(told[0].done == 3);
    BOOST_TEST(told[0].backlog == 4);
    // A run that another server has told of is newer.
    auto other = told;
    other[0].last_run += 1h;
    other[0].done = 9;
    await(at.context, at.store->transaction(models::store_service_reports, other));
    await(at.context, at.store->transaction(models::store_service_reports, told));
    BOOST_TEST(await(at.context, at.store->read(models::read_service_reports))[0].done == 9);
    await(at.context, all.front()->stop());
}

PRAETOR_TEST_EACH_DIALECT(metrics_tell_the_last_run_of_each_service_how_long_it_took_and_what_it_left)
{
    temporary_database at{dialect};
    test_server server{at,
                       {{"PRAETOR_METRICS_ENABLED", "true"},
                        {"PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED", "events"},
                        {"PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED", "false"}}};
    auto const says = [&](std::string_view text) {
        return server.get("/metrics").body.find(text) != std::string::npos;
    };
    auto const comes_to_say = [&](std::string_view text) {
        for (int i = 0; i < 200; ++i) {
            if (says(text))
                return true;
            std::this_thread::sleep_for(50ms);
        }
        return false;
    };
    BOOST_TEST(comes_to_say(R"(praetor_service_last_run_seconds{service="late_runs"})"));
    BOOST_TEST(comes_to_say(R"(praetor_service_last_run_timestamp_seconds{service="late_runs"})"));
    BOOST_TEST(comes_to_say(R"(praetor_service_backlog{service="db_vacuum_events"} 0)"));
    BOOST_TEST(comes_to_say(R"(praetor_service_done_total{service="cancellation_cleanup"} 0)"));
    BOOST_TEST(!says(R"(service="pause_expirations")")); // it was switched off
    BOOST_TEST(!says(R"(service="db_vacuum_flow_runs")"));
}

PRAETOR_TEST_EACH_DIALECT(services_ls_tells_which_are_enabled_and_what_they_did_last)
{
    service_database at{dialect};
    std::vector<models::service_report> const told{{"late_runs", now(), 1'500, 7, 2, 1}};
    await(at.context, at.store->transaction(models::store_service_reports, told));
    std::map<std::string, std::string> const environment{
        {"PREFECT_SERVER_DATABASE_CONNECTION_URL", at.at.url()},
        {"PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED", "flow_runs"},
        {"PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED", "false"}};
    auto const table = run_praetor({"services", "ls"}, environment);
    BOOST_TEST(table.status == 0);
    BOOST_TEST(table.out.find("late_runs ") != std::string::npos);
    BOOST_TEST(table.out.find("1.5 ms") != std::string::npos);
    auto const asked = run_praetor({"services", "ls", "--json"}, environment);
    BOOST_TEST(asked.status == 0);
    std::map<std::string, boost::json::object> by_name;
    auto const listed = boost::json::parse(asked.out);
    for (auto const& one : listed.as_array())
        by_name[std::string{one.at("name").as_string()}] = one.as_object();
    BOOST_TEST(by_name.at("late_runs").at("enabled").as_bool());
    BOOST_TEST(by_name.at("late_runs").at("backlog").as_int64() == 2);
    BOOST_TEST(by_name.at("late_runs").at("done").as_int64() == 7);
    BOOST_TEST(by_name.at("late_runs").at("environment_variable").as_string() ==
               "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED");
    BOOST_TEST(!by_name.at("pause_expirations").at("enabled").as_bool());
    BOOST_TEST(!by_name.at("db_vacuum_events").at("enabled").as_bool());
    BOOST_TEST(by_name.at("db_vacuum_orphans").at("enabled").as_bool()); // flow_runs implies it
    BOOST_TEST(!by_name.at("db_vacuum_orphans").contains("last_run"));
}

BOOST_AUTO_TEST_SUITE_END()
