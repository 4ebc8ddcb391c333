// Which runs are late, what becomes of them, and that each is marked once.
#include <server/services/upkeep/late_runs.hpp>

#include <server/base/task_group.hpp>

#include <tests/services/service_database.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;
using enum models::state_type;

namespace {

constexpr auto deployment_id = "00000000-0000-4000-8000-000000000003";
constexpr auto schedule_id = "00000000-0000-4000-8000-000000000004";

struct overdue : service_database
{
    explicit overdue(db::dialect dialect) : service_database(dialect) {}

    void step()
    {
        services::late_runs service{executor(), *store, bus, config};
        await(context, service.step());
        settled = service.done();
        left = service.backlog();
    }

    // A deployment that says what becomes of late runs.
    void deploy(std::string const& choice)
    {
        run("INSERT INTO deployment (id, name, flow_id, labels) VALUES ('" + std::string{deployment_id} + "', 'd', '" +
            flow_id + "', '{\"praetor.late-runs\": \"" + choice + "\"}')");
    }

    // A run that the deployment's schedule made.
    std::string add_scheduled(std::chrono::minutes ago, std::string const& schedule = schedule_id)
    {
        return add_run(SCHEDULED,
                       "deployment_id = '" + std::string{deployment_id} +
                           "', auto_scheduled = true, created_by = '{\"id\": \"" + schedule +
                           "\", \"type\": \"SCHEDULE\"}'",
                       now() - ago);
    }

    std::uint64_t settled = 0;
    std::int64_t left = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(late_runs)

PRAETOR_TEST_EACH_DIALECT(a_run_that_nobody_started_in_time_is_marked_late_with_its_scheduled_time_and_event)
{
    overdue at{dialect};
    auto const due = now() - 1h;
    auto const late = at.add_run(SCHEDULED, {}, due);
    auto const soon = at.add_run(SCHEDULED, {}, now() - 10s); // within the 15 seconds that it has
    auto const running = at.add_run(RUNNING);
    at.step();
    BOOST_TEST(at.state_of(late) == "Late");
    BOOST_TEST(at.state_of(soon) == "Scheduled");
    BOOST_TEST(at.state_of(running) == "Running");
    BOOST_TEST(at.settled == 1U);
    BOOST_TEST(at.left == 0);
    BOOST_TEST(at.count_heard("prefect.flow-run.Late") == 1);
    BOOST_TEST(at.run("SELECT count(*) FROM events WHERE event = 'prefect.flow-run.Late'") == "1");
    auto const run = await(at.context, at.store->read(models::read_flow_run, *uuid::parse(late)));
    BOOST_REQUIRE(run.has_value());
    BOOST_TEST((run->next_scheduled_start_time == due));
    at.step();
    BOOST_TEST(at.settled == 0U);
    BOOST_TEST(at.run("SELECT count(*) FROM flow_run_state WHERE name = 'Late'") == "1");
}

PRAETOR_TEST_EACH_DIALECT(runs_have_as_long_as_the_setting_says)
{
    overdue at{dialect};
    auto const run = at.add_run(SCHEDULED, {}, now() - 1h);
    at.config.services.late_runs.after_seconds = 2h;
    at.step();
    BOOST_TEST(at.state_of(run) == "Scheduled");
    at.config.services.late_runs.after_seconds = 0s;
    at.step();
    BOOST_TEST(at.state_of(run) == "Late");
}

PRAETOR_TEST_EACH_DIALECT(two_servers_mark_each_of_many_runs_once)
{
    overdue at{dialect};
    for (int i = 0; i < 250; ++i)
        at.add_run(SCHEDULED, {}, now() - 1h);
    auto const second = db::open(at.executor(), at.at.options());
    services::late_runs one{at.executor(), *at.store, at.bus, at.config};
    services::late_runs other{at.executor(), *second, at.bus, at.config};
    task_group both{at.executor()};
    both.spawn(one.step());
    both.spawn(other.step());
    await(at.context, both.join());
    services::late_runs rest{at.executor(), *at.store, at.bus, at.config};
    await(at.context, rest.step());
    BOOST_TEST(at.run("SELECT count(*) FROM flow_run WHERE state_name = 'Late'") == "250");
    BOOST_TEST(at.run("SELECT count(*) FROM flow_run_state WHERE name = 'Late'") == "250");
    BOOST_TEST(at.count_heard("prefect.flow-run.Late") == 250);
    BOOST_TEST(one.done() + other.done() + rest.done() == 250U);
    await(at.context, second->close());
}

PRAETOR_TEST_EACH_DIALECT(a_run_that_can_not_be_marked_keeps_no_other_from_it)
{
    overdue at{dialect};
    std::vector<std::string> good;
    for (int i = 0; i < 3; ++i)
        good.push_back(at.add_run(SCHEDULED, {}, now() - 1h));
    auto const bad = at.add_run(SCHEDULED, {}, now() - 2h);
    at.run(dialect == db::dialect::sqlite
               ? "CREATE TRIGGER refuse BEFORE INSERT ON flow_run_state WHEN NEW.flow_run_id = '" + bad +
                     "' BEGIN SELECT RAISE(ABORT, 'no'); END"
               : "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.flow_run_id = '" + bad +
                     "' THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$; CREATE TRIGGER refuse BEFORE INSERT ON "
                     "flow_run_state FOR EACH ROW EXECUTE FUNCTION refuse()");
    at.step();
    BOOST_TEST(at.state_of(bad) == "Scheduled");
    for (auto const& run : good)
        BOOST_TEST(at.state_of(run) == "Late");
    BOOST_TEST(at.settled == 3U);
    BOOST_TEST(at.left == 1);
}

PRAETOR_TEST_EACH_DIALECT(of_a_deployment_that_wants_the_latest_only_the_newest_late_run_of_each_schedule_is_kept)
{
    overdue at{dialect};
    at.deploy("latest");
    auto const other_schedule = "00000000-0000-4000-8000-000000000005";
    auto const first = at.add_scheduled(3h);
    auto const second = at.add_scheduled(2h);
    auto const newest = at.add_scheduled(1h);
    auto const of_other = at.add_scheduled(4h, other_schedule);
    auto const by_hand = at.add_run(SCHEDULED, "deployment_id = '" + std::string{deployment_id} + '\'', now() - 5h);
    at.step();
    BOOST_TEST(at.state_of(first) == "Cancelled");
    BOOST_TEST(at.state_of(second) == "Cancelled");
    BOOST_TEST(at.state_of(newest) == "Late");
    BOOST_TEST(at.state_of(of_other) == "Late");
    BOOST_TEST(at.state_of(by_hand) == "Late");
    BOOST_TEST(at.message_of(first).find("only the latest is kept") != std::string::npos);
    // The one that was kept gives way to the next.
    auto const later = at.add_scheduled(30min);
    at.step();
    BOOST_TEST(at.state_of(newest) == "Cancelled");
    BOOST_TEST(at.state_of(later) == "Late");
    BOOST_TEST(at.state_of(of_other) == "Late");
    BOOST_TEST(at.count_heard("prefect.flow-run.Cancelled") == 3);
}

PRAETOR_TEST_EACH_DIALECT(late_runs_of_schedules_are_cancelled_where_their_deployment_skips_them)
{
    overdue at{dialect};
    at.deploy("skip");
    auto const skipped = at.add_scheduled(1h);
    auto const by_hand = at.add_run(SCHEDULED, "deployment_id = '" + std::string{deployment_id} + '\'', now() - 1h);
    at.step();
    BOOST_TEST(at.state_of(skipped) == "Cancelled");
    BOOST_TEST(at.message_of(skipped).find("praetor.late-runs is skip") != std::string::npos);
    BOOST_TEST(at.state_of(by_hand) == "Late");
}

PRAETOR_TEST_EACH_DIALECT(all_late_runs_are_kept_where_the_label_says_so_or_nothing_that_is_known)
{
    for (auto const* choice : {"all", "none of these"}) {
        overdue at{dialect};
        at.deploy(choice);
        auto const older = at.add_scheduled(2h);
        auto const newer = at.add_scheduled(1h);
        at.step();
        BOOST_TEST(at.state_of(older) == "Late");
        BOOST_TEST(at.state_of(newer) == "Late");
    }
}

BOOST_AUTO_TEST_SUITE_END()
