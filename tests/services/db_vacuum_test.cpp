// What the vacuum of the database deletes, and what it leaves.
#include <server/services/vacuum/coming_partitions.hpp>
#include <server/services/vacuum/event_vacuum.hpp>
#include <server/services/vacuum/flow_run_vacuum.hpp>
#include <server/services/vacuum/orphan_vacuum.hpp>
#include <server/services/vacuum/vacuum_pace.hpp>

#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>

#include <server/base/task_group.hpp>

#include <db/partitions/move.hpp>

#include <tests/services/service_database.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;
using enum models::state_type;

namespace {

struct old_database : service_database
{
    explicit old_database(db::dialect dialect) : service_database(dialect) {}

    // Events of a name with two resources each.
    void add_events(std::string_view action, std::chrono::hours ago, int count = 1)
    {
        std::vector<models::event> all;
        for (int i = 0; i < count; ++i) {
            auto one = models::lifecycle_event("thing", action, "prefect.thing." + std::to_string(i), "t",
                                               json_text{"{}"}, now() - ago);
            models::event_resource related;
            related.labels = {{"prefect.resource.id", "prefect.other"}, {"prefect.resource.role", "other"}};
            one.related.push_back(std::move(related));
            all.push_back(std::move(one));
        }
        static_cast<void>(await(context, store->transaction(models::store_events, std::move(all))));
    }
    std::string count(std::string const& table, std::string const& condition = "true") const
    {
        return run("SELECT count(*) FROM " + table + " WHERE " + condition);
    }
    void add_log(std::string const& flow_run)
    {
        run("INSERT INTO log (id, name, level, flow_run_id, message, timestamp) VALUES ('" + to_string(uuid::random()) +
            "', 'n', 20, '" + flow_run + "', 'm', '2020-01-01 00:00:00.000000')");
    }
    void add_artifact(std::string const& flow_run, std::string const& id, std::string const& key = "k")
    {
        run("INSERT INTO artifact (id, key, flow_run_id, created) VALUES ('" + id + "', '" + key + "', '" + flow_run +
            "', '2020-01-0" + id.back() + " 00:00:00.000000')");
    }
};

void partition(old_database& at, std::string_view table)
{
    using namespace db::partitions;
    auto const of = find_time_table(table);
    auto const planned = await(at.context, at.store->read(make_plan, of, std::optional{period::day}));
    await(at.context, at.store->transaction(prepare, planned, shape::partitioned));
    while (await(at.context, at.store->transaction(copy_batch, of, std::int64_t{100})) > 0) {
    }
    await(at.context, at.store->transaction(db::partitions::exchange, of));
}

constexpr auto unknown_run = "00000000-0000-4000-8000-00000000000a";
constexpr auto artifact_1 = "00000000-0000-4000-8000-000000000101";
constexpr auto artifact_2 = "00000000-0000-4000-8000-000000000102";

} // namespace

BOOST_AUTO_TEST_SUITE(db_vacuum)

PRAETOR_TEST_EACH_DIALECT(events_go_with_their_resources_once_they_are_older_than_the_retention)
{
    old_database at{dialect};
    at.add_events("old", 24h * 8, 150);
    at.add_events("new", 24h * 6, 3);
    at.config.services.db_vacuum.batch_size = 40;
    services::event_vacuum service{at.executor(), *at.store, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.count("events", "event = 'prefect.thing.old'") == "0");
    BOOST_TEST(at.count("events", "event = 'prefect.thing.new'") == "3");
    BOOST_TEST(at.count("event_resources") == "6");
    BOOST_TEST(service.done() == 150U);
    BOOST_TEST(service.backlog() == 0);
}

PRAETOR_TEST_EACH_DIALECT(events_of_a_kind_go_after_its_own_retention_but_none_is_kept_for_longer_than_all)
{
    old_database at{dialect};
    at.add_events("short", 3h);
    at.add_events("long", 24h * 8);
    at.add_events("other", 3h);
    at.config.services.db_vacuum.event_retention_overrides = {{"prefect.thing.short", 2h},
                                                              {"prefect.thing.long", 24h * 30}};
    services::event_vacuum service{at.executor(), *at.store, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.run("SELECT event FROM events") == "prefect.thing.other");
    BOOST_TEST(at.count("events") == "1");
}

PRAETOR_TEST_EACH_DIALECT(old_resources_whose_event_is_gone_go_too)
{
    old_database at{dialect};
    at.add_events("old", 24h * 8, 2);
    at.run("DELETE FROM events");
    services::event_vacuum service{at.executor(), *at.store, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.count("event_resources") == "0");
}

PRAETOR_TEST_EACH_DIALECT(two_servers_share_the_old_events)
{
    old_database at{dialect};
    at.add_events("old", 24h * 8, 1'000);
    auto const second = db::open(at.executor(), at.at.options());
    services::event_vacuum one{at.executor(), *at.store, at.config};
    services::event_vacuum other{at.executor(), *second, at.config};
    task_group both{at.executor()};
    both.spawn(one.step());
    both.spawn(other.step());
    await(at.context, both.join());
    BOOST_TEST(one.done() + other.done() == 1'000U);
    BOOST_TEST(at.count("events") == "0");
    BOOST_TEST(at.count("event_resources") == "0");
    await(at.context, second->close());
}

BOOST_AUTO_TEST_CASE(old_events_of_partitioned_tables_go_with_their_partitions_and_those_of_the_default_one_by_one)
{
    old_database at{db::dialect::postgresql};
    at.add_events("old", 24h * 9, 5);
    at.add_events("new", 24h * 6, 3);
    partition(at, "events");
    partition(at, "event_resources");
    at.add_events("older", 24h * 30, 2); // no partition is there for that day
    BOOST_TEST(at.count("events_default") == "2");
    services::event_vacuum service{at.executor(), *at.store, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.count("events") == "3");
    BOOST_TEST(at.count("event_resources") == "6");
    BOOST_TEST(service.done() == 2U); // the others were not looked at
    BOOST_TEST(
        at.count("pg_class", "relname = '" +
                                 db::partitions::partition_name(
                                     "events", db::partitions::start_of(db::partitions::period::day, now() - 24h * 9)) +
                                 '\'') == "0");
}

BOOST_AUTO_TEST_CASE(partitions_are_dropped_though_others_are_being_made)
{
    old_database at{db::dialect::postgresql};
    at.add_events("old", 24h * 9, 50);
    partition(at, "events");
    at.run("DROP TABLE " + db::partitions::partition_name(
                               "events", db::partitions::start_of(db::partitions::period::day, now() + 48h)));
    services::event_vacuum vacuum{at.executor(), *at.store, at.config};
    services::coming_partitions coming{at.executor(), *at.store, at.config};
    task_group both{at.executor()};
    both.spawn(coming.step());
    both.spawn(vacuum.step());
    await(at.context, both.join());
    BOOST_TEST(coming.done() == 1U);
    BOOST_TEST(vacuum.done() == 0U); // none was deleted by itself
    BOOST_TEST(at.count("events") == "0");
}

BOOST_AUTO_TEST_CASE(events_of_a_kind_that_is_kept_for_less_go_out_of_partitions_too)
{
    old_database at{db::dialect::postgresql};
    at.add_events("short", 24h * 2);
    at.add_events("other", 24h * 2);
    partition(at, "events");
    at.config.services.db_vacuum.event_retention_overrides = {{"prefect.thing.short", 24h}};
    services::event_vacuum service{at.executor(), *at.store, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.run("SELECT string_agg(event, ' ') FROM events") == "prefect.thing.other");
}

PRAETOR_TEST_EACH_DIALECT(coming_partitions_are_made_where_a_table_is_partitioned)
{
    old_database at{dialect};
    if (dialect == db::dialect::postgresql) {
        partition(at, "events");
        at.run("DROP TABLE " +
               db::partitions::partition_name("events", db::partitions::start_of(db::partitions::period::day, now())));
    }
    services::coming_partitions service{at.executor(), *at.store, at.config};
    await(at.context, service.step());
    BOOST_TEST(service.done() == (dialect == db::dialect::postgresql ? 1U : 0U));
}

PRAETOR_TEST_EACH_DIALECT(flow_runs_go_with_all_that_is_theirs_once_they_ended_before_the_retention)
{
    old_database at{dialect};
    std::string const long_ago = "end_time = '2020-01-01 00:00:00.000000'";
    auto const old = at.add_run(COMPLETED, long_ago);
    auto const kept = at.add_run(COMPLETED);
    auto const running = at.add_run(RUNNING);
    auto const stand_in = at.add_task_run(old, "COMPLETED");
    auto const subflow = at.add_run(FAILED, long_ago + ", parent_task_run_id = '" + stand_in + '\'');
    auto const of_kept = at.add_task_run(kept, "COMPLETED");
    auto const kept_subflow = at.add_run(FAILED, long_ago + ", parent_task_run_id = '" + of_kept + '\'');
    for (auto const& run : {old, kept, subflow}) {
        at.add_log(run);
        at.add_log(run);
    }
    at.add_artifact(old, artifact_1);
    at.add_artifact(kept, artifact_2);
    services::flow_run_vacuum service{at.executor(), *at.store, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.count("flow_run", "id IN ('" + old + "', '" + subflow + "')") == "0");
    BOOST_TEST(at.count("flow_run", "id IN ('" + kept + "', '" + running + "', '" + kept_subflow + "')") == "3");
    BOOST_TEST(at.count("task_run") == "1");
    BOOST_TEST(at.count("log") == "2");
    BOOST_TEST(at.run("SELECT id FROM artifact") == artifact_2);
    BOOST_TEST(service.done() == 2U);
}

PRAETOR_TEST_EACH_DIALECT(logs_and_artifacts_of_flow_runs_that_are_gone_go_and_those_of_none_stay)
{
    old_database at{dialect};
    auto const known = at.add_run(COMPLETED);
    at.add_log(known);
    for (int i = 0; i < 90; ++i)
        at.add_log(unknown_run);
    for (int i = 0; i < 30; ++i)
        at.add_log(to_string(uuid::random()));
    at.run("INSERT INTO log (id, name, level, message, timestamp) VALUES ('" + to_string(uuid::random()) +
           "', 'n', 20, 'of no run', '2020-01-01 00:00:00.000000')");
    at.add_artifact(known, artifact_1, "a");
    at.add_artifact(unknown_run, artifact_2, "b");
    services::orphan_vacuum service{at.executor(), *at.store, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.count("log") == "2");
    BOOST_TEST(at.run("SELECT id FROM artifact") == artifact_1);
    BOOST_TEST(service.done() == 121U);
}

PRAETOR_TEST_EACH_DIALECT(a_key_whose_latest_artifact_is_gone_has_the_one_before_or_is_forgotten)
{
    old_database at{dialect};
    auto const known = at.add_run(COMPLETED);
    at.add_artifact(known, artifact_1, "has-one");
    at.add_artifact(known, artifact_2, "has-one");
    auto const id = [](int i) { return "00000000-0000-4000-8000-00000000020" + std::to_string(i); };
    at.run("INSERT INTO artifact_collection (id, key, latest_id) VALUES ('" + id(1) + "', 'has-one', '" + id(9) +
           "'), ('" + id(2) + "', 'has-none', '" + id(9) + "')");
    services::orphan_vacuum service{at.executor(), *at.store, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.count("artifact_collection") == "1");
    BOOST_TEST(at.run("SELECT latest_id FROM artifact_collection WHERE key = 'has-one'") == artifact_2);
    BOOST_TEST(at.run("SELECT flow_run_id FROM artifact_collection") == known);
}

BOOST_AUTO_TEST_CASE(transactions_grow_to_the_budget_and_shrink_beyond_it)
{
    services::vacuum_pace pace{200};
    auto const first = pace.rows();
    BOOST_TEST(first <= 50);
    BOOST_TEST((pace.learn(first, 1ms) == 1ms)); // and rests for as long
    BOOST_TEST(pace.rows() == 2 * first);
    for (int i = 0; i < 10; ++i)
        pace.learn(pace.rows(), 1ms);
    BOOST_TEST(pace.rows() == 200);
    pace.learn(200, 200ms);
    BOOST_TEST(pace.rows() == 20);
    pace.learn(20, 10s);
    BOOST_TEST(pace.rows() == 1);
    BOOST_TEST((pace.learn(1, 10s) == 1s));
}

BOOST_AUTO_TEST_SUITE_END()
