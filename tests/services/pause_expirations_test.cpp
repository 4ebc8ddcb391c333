// Runs that were paused and not resumed in time.
#include <server/services/upkeep/pause_expirations.hpp>

#include <tests/services/service_database.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;
using enum models::state_type;

namespace {

// The timeout stands in the details of the state, as text.
std::string pause(service_database& at, std::string const& timeout)
{
    auto id = at.add_run(PAUSED);
    at.run("UPDATE flow_run_state SET state_details = '{\"pause_timeout\": " + timeout + "}' WHERE flow_run_id = '" +
           id + '\'');
    return id;
}

} // namespace

BOOST_AUTO_TEST_SUITE(pause_expirations)

PRAETOR_TEST_EACH_DIALECT(a_pause_that_has_run_out_fails_its_run_and_no_other)
{
    service_database at{dialect};
    auto const expired = pause(at, "\"2020-01-01T00:00:00Z\"");
    auto const in_zone = pause(at, "\"2020-01-01T02:00:00.5+02:00\"");
    auto const later = pause(at, "\"2120-01-01T00:00:00Z\"");
    auto const forever = pause(at, "null");
    auto const running = at.add_run(RUNNING);
    services::pause_expirations service{at.executor(), *at.store, at.bus, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.state_of(expired) == "Failed");
    BOOST_TEST(at.state_of(in_zone) == "Failed");
    BOOST_TEST(at.state_of(later) == "Paused");
    BOOST_TEST(at.state_of(forever) == "Paused");
    BOOST_TEST(at.state_of(running) == "Running");
    BOOST_TEST(at.message_of(expired) == "The flow was paused and never resumed.");
    BOOST_TEST(at.count_heard("prefect.flow-run.Failed") == 2);
    BOOST_TEST(service.done() == 2U);
    await(at.context, service.step());
    BOOST_TEST(service.done() == 2U);
    BOOST_TEST(service.backlog() == 0);
}

PRAETOR_TEST_EACH_DIALECT(pauses_are_found_beyond_a_thousand_that_go_on)
{
    service_database at{dialect};
    auto const before = pause(at, "\"2020-01-01T00:00:00Z\"");
    at.run(dialect == db::dialect::sqlite
               ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100) INSERT INTO "
                 "flow_run_state (id, flow_run_id, type, name, timestamp, state_details) SELECT "
                 "printf('10000000-0000-4000-8000-%012d', i), flow_run_id, 'PAUSED', 'Paused', "
                 "strftime('%Y-%m-%d %H:%M:%f000', '2020-01-01', '+' || i || ' seconds'), '{}' FROM n, flow_run_state"
               : "INSERT INTO flow_run_state (id, flow_run_id, type, name, timestamp, state_details) SELECT "
                 "format('10000000-0000-4000-8000-%s', lpad(i::text, 12, '0'))::uuid, flow_run_id, 'PAUSED', 'Paused', "
                 "'2020-01-01'::timestamptz + i * interval '1 second', '{}' FROM generate_series(1, 1100) AS n(i), "
                 "flow_run_state");
    at.run(
        "INSERT INTO flow_run (id, name, flow_id, state_id, state_type, state_name, run_count, total_run_time) SELECT "
        "id, 'r', '" +
        at.flow_id + "', id, 'PAUSED', 'Paused', 0, " +
        (dialect == db::dialect::sqlite ? "'1970-01-01 00:00:00.000000'" : "'0'") +
        " FROM flow_run_state WHERE state_details IS NOT NULL AND name = 'Paused' AND id NOT IN (SELECT state_id FROM "
        "flow_run)");
    auto const after = pause(at, "\"2020-01-01T00:00:00Z\"");
    services::pause_expirations service{at.executor(), *at.store, at.bus, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.state_of(before) == "Failed");
    BOOST_TEST(at.state_of(after) == "Failed");
    BOOST_TEST(service.done() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
