// Runs of schedules ahead of their time: each scheduled time once, whoever makes it and whoever dies meanwhile.
#include <server/services/scheduled_run_maker.hpp>

#include <models/deployments/delete_deployments.hpp>

#include <server/base/deadline.hpp>
#include <server/base/task_group.hpp>

#include <db/database.hpp>
#include <db/statistics.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include <memory>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;
using services::scheduled_run_maker;

namespace {

constexpr auto daily = R"({"interval":86400,"anchor_date":"2024-01-01T00:00:00Z","timezone":"UTC"})";
constexpr auto flow = "00000000-0000-4000-8000-000000000001";

// A server's part of the work.
struct server
{
    std::unique_ptr<db::database> store;
    scheduled_run_maker maker;

    server(boost::asio::io_context& context, temporary_database& at, settings::scheduler_settings const& config)
        : store(db::open(context.get_executor(), at.options())), maker(*store, config)
    {}
};

struct fixture
{
    explicit fixture(db::dialect dialect) : at(dialect, content::tables)
    {
        at.run("INSERT INTO flow (id, name) VALUES ('" + std::string{flow} + "', 'f')");
    }
    ~fixture()
    {
        for (auto const& one : servers)
            await(context, one->store->close());
    }

    server& add_server()
    {
        servers.push_back(std::make_unique<server>(context, at, config));
        return *servers.back();
    }

    // The id of a schedule, which is the deployment's too.
    std::string add(std::string const& schedule, std::string const& more = {}, std::string const& values = {}) const
    {
        auto const id = to_string(uuid::random());
        at.run("INSERT INTO deployment (id, name, flow_id, parameters, tags" + more + ") VALUES ('" + id + "', '" + id +
               "', '" + flow + R"(', '{"a":1}', '["t"]')" + values +
               "); INSERT INTO deployment_schedule (id, deployment_id, schedule, active, parameters) VALUES ('" + id +
               "', '" + id + "', '" + schedule + "', true, '{}')");
        return id;
    }

    std::int64_t make_due(server& by)
    {
        await(context, by.maker.look_at_all());
        return await(context, by.maker.make_due());
    }
    std::int64_t make_changed(server& by) { return await(context, by.maker.make_changed()); }

    std::string runs() const { return at.run("SELECT count(*) FROM flow_run"); }

    // Every run is whole, and none is there twice.
    void check_runs() const
    {
        BOOST_TEST(at.run("SELECT count(*) FROM flow_run WHERE state_id IS NULL") == "0");
        BOOST_TEST(at.run("SELECT count(*) FROM flow_run_state WHERE NOT EXISTS (SELECT 1 FROM flow_run WHERE "
                          "flow_run.state_id = flow_run_state.id)") == "0");
        BOOST_TEST(
            at.run("SELECT count(*) FROM (SELECT DISTINCT deployment_id, expected_start_time FROM flow_run) AS t") ==
            runs());
    }

    settings::scheduler_settings config;
    temporary_database at;
    boost::asio::io_context context{1};
    std::vector<std::unique_ptr<server>> servers;
};

task<void> make_due_of(scheduled_run_maker& maker)
{
    co_await maker.look_at_all();
    co_await maker.make_due();
}

task<void> side_by_side(std::vector<scheduled_run_maker*> makers)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    task_group all{executor};
    for (auto* const one : makers)
        all.spawn(make_due_of(*one));
    co_await all.join();
}

task<void> store_made(std::int64_t* made, task<std::int64_t> work)
{
    *made = co_await std::move(work);
}

// Both schedulers of a server at the same time: what each made.
task<std::pair<std::int64_t, std::int64_t>> make_due_and_changed(scheduled_run_maker& maker)
{
    co_await maker.look_at_all();
    std::pair<std::int64_t, std::int64_t> made;
    auto const executor = co_await boost::asio::this_coro::executor;
    task_group both{executor};
    both.spawn(store_made(&made.first, maker.make_due()));
    both.spawn(store_made(&made.second, maker.make_changed()));
    co_await both.join();
    co_return made;
}

task<void> die_after(scheduled_run_maker& maker, std::chrono::milliseconds life)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    task_group all{executor};
    all.spawn(make_due_of(maker));
    co_await sleep_for(life);
    co_await all.stop();
}

} // namespace

BOOST_AUTO_TEST_SUITE(scheduler)

PRAETOR_TEST_EACH_DIALECT(a_schedule_has_its_next_runs_once)
{
    fixture f{dialect};
    auto& server = f.add_server();
    auto const id = f.add(daily);
    BOOST_TEST(f.make_due(server) == 3);
    BOOST_TEST(f.make_due(server) == 0);
    f.check_runs();
    BOOST_TEST(f.at.run("SELECT count(*) FROM flow_run WHERE idempotency_key LIKE 'scheduled " + id + " " + id +
                        " ____-__-__ 00:00:00+00:00'") == "3");
    BOOST_TEST(
        f.at.run("SELECT count(*) FROM flow_run JOIN flow_run_state AS state ON state.id = flow_run.state_id WHERE "
                 "state.state_details ->> 'scheduled_time' = replace(substr(idempotency_key, 85, 19), ' ', 'T') "
                 "|| 'Z' AND state.state_details ->> 'deployment_concurrency_lease_id' IS NULL") == "3");
    BOOST_TEST(
        f.at.run("SELECT count(*) FROM flow_run WHERE state_type = 'SCHEDULED' AND state_name = 'Scheduled' AND "
                 "auto_scheduled = true AND run_count = 0 AND next_scheduled_start_time = expected_start_time AND "
                 "deployment_id IS NOT NULL AND length(name) > 3") == "3");
    BOOST_TEST(f.at.run("SELECT message FROM flow_run_state LIMIT 1") == "Flow run scheduled");
}

PRAETOR_TEST_EACH_DIALECT(what_changed_has_runs_at_once_and_what_is_paused_or_off_has_none)
{
    fixture f{dialect};
    auto& server = f.add_server();
    f.add(daily, ", paused", ", true");
    auto const off = f.add(daily);
    f.at.run("UPDATE deployment_schedule SET active = false WHERE id = '" + off + "'");
    BOOST_TEST(f.make_changed(server) == 0);
    f.add(daily);
    BOOST_TEST(f.make_changed(server) == 3);
    BOOST_TEST(f.make_changed(server) == 0);
    f.at.run("UPDATE deployment_schedule SET active = true, updated = '2999-01-01 00:00:00.000000' WHERE id = '" + off +
             "'");
    BOOST_TEST(f.make_changed(server) == 3);
    f.check_runs();
}

PRAETOR_TEST_EACH_DIALECT(runs_that_were_deleted_are_made_again_when_all_are_looked_at)
{
    fixture f{dialect};
    auto& server = f.add_server();
    f.add(daily);
    BOOST_TEST(f.make_due(server) == 3);
    f.at.run("UPDATE flow_run SET state_id = NULL; DELETE FROM flow_run_state; DELETE FROM flow_run");
    BOOST_TEST(f.make_due(server) == 3);
    f.check_runs();
}

PRAETOR_TEST_EACH_DIALECT(a_deployment_that_changed_while_its_runs_were_worked_out_gets_none_of_them)
{
    fixture f{dialect};
    auto& server = f.add_server();
    auto const id = f.add(daily);
    auto schedules = await(f.context, server.store->read(models::read_active_schedules, std::vector{*uuid::parse(id)}));
    models::schedule_window window;
    window.start = now();
    window.end = window.start + 100 * 24h;
    auto const plans = models::plan_all(schedules, window);
    f.at.run("UPDATE deployment SET updated = '2999-01-01 00:00:00.000000'");
    auto const stale = await(
        f.context, server.store->transaction(models::store_planned_runs, plans, models::schedule_claim::skip_held));
    BOOST_TEST(stale.claimed.empty());
    BOOST_TEST(f.runs() == "0");
    schedules = await(f.context, server.store->read(models::read_active_schedules, std::vector{*uuid::parse(id)}));
    auto const fresh =
        await(f.context, server.store->transaction(models::store_planned_runs, models::plan_all(schedules, window),
                                                   models::schedule_claim::skip_held));
    BOOST_TEST(fresh.runs == 3);
    f.check_runs();
}

PRAETOR_TEST_EACH_DIALECT(a_schedule_that_can_not_be_understood_keeps_no_other_from_its_runs)
{
    fixture f{dialect};
    auto& server = f.add_server();
    f.add(R"({"cron":"0 0 * * *","timezone":"Nowhere/Land"})");
    f.add(daily);
    BOOST_TEST(f.make_due(server) == 3);
}

BOOST_AUTO_TEST_CASE(runs_that_the_database_refuses_keep_no_other_schedule_from_its_own)
{
    fixture f{db::dialect::sqlite};
    auto& server = f.add_server();
    f.at.run("UPDATE deployment SET parameters = '{\"a\":NaN}' WHERE id = '" + f.add(daily) + "'");
    f.add(daily);
    BOOST_TEST(f.make_due(server) == 3);
    f.check_runs();
}

PRAETOR_TEST_EACH_DIALECT(two_servers_make_each_run_once)
{
    fixture f{dialect};
    f.config.deployment_batch_size = 10;
    for (int i = 0; i < 60; ++i)
        f.add(daily);
    auto& one = f.add_server();
    auto& other = f.add_server();
    await(f.context, side_by_side({&one.maker, &other.maker}));
    f.make_due(one); // what was held by the other just then
    BOOST_TEST(f.runs() == "180");
    f.check_runs();
}

PRAETOR_TEST_EACH_DIALECT(what_one_scheduler_of_a_server_has_in_hand_the_other_leaves)
{
    fixture f{dialect};
    f.config.deployment_batch_size = 5;
    auto& server = f.add_server();
    for (int i = 0; i < 40; ++i)
        f.add(daily);
    auto const made = await(f.context, make_due_and_changed(server.maker));
    BOOST_TEST(made.first == 120);
    BOOST_TEST(made.second == 0);
    BOOST_TEST(f.make_due(server) == 0);
    f.check_runs();
}

PRAETOR_TEST_EACH_DIALECT(a_server_that_dies_in_the_middle_leaves_nothing_half_done)
{
    fixture f{dialect};
    f.config.deployment_batch_size = 5;
    f.config.insert_batch_size = 6;
    for (int i = 0; i < 60; ++i)
        f.add(daily);
    for (int life = 0; life < 12; ++life) {
        auto& server = f.add_server();
        await(f.context, die_after(server.maker, std::chrono::milliseconds{2 * life}));
        f.check_runs();
    }
    f.make_due(f.add_server());
    BOOST_TEST(f.runs() == "180");
    f.check_runs();
}

BOOST_AUTO_TEST_CASE(a_look_that_finds_nothing_due_asks_for_changes_alone)
{
    fixture f{db::dialect::postgresql};
    auto& server = f.add_server();
    for (int i = 0; i < 20; ++i)
        f.add(daily);
    BOOST_TEST(f.make_due(server) == 60);
    BOOST_TEST(f.make_changed(server) == 0);
    auto const before = server.store->statistics().round_trips;
    BOOST_TEST(await(f.context, server.maker.make_due()) == 0);
    BOOST_TEST(server.store->statistics().round_trips == before);
    BOOST_TEST(f.make_changed(server) == 0);
    BOOST_TEST(server.store->statistics().round_trips - before <= 1U);
}

BOOST_AUTO_TEST_CASE(a_deployment_that_is_deleted_while_its_runs_are_stored_leaves_none_behind)
{
    fixture f{db::dialect::postgresql};
    auto& server = f.add_server();
    auto const id = *uuid::parse(f.add(daily));
    struct held
    {
        static task<void> remove(db::database* from, uuid deployment)
        {
            co_await from->transaction(models::delete_deployments, std::vector{deployment});
        }
        static task<void> store(db::connection& conn, std::vector<models::planned_schedule> plans, task_group* beside,
                                db::database* other, uuid deployment)
        {
            co_await models::store_planned_runs(conn, std::move(plans), models::schedule_claim::skip_held);
            beside->spawn(remove(other, deployment));
            co_await sleep_for(200ms);
        }
        static task<void> both(db::database* store_in, uuid deployment)
        {
            auto const executor = co_await boost::asio::this_coro::executor;
            task_group beside{executor};
            auto schedules = co_await store_in->read(models::read_active_schedules, std::vector{deployment});
            models::schedule_window window;
            window.start = now();
            window.end = window.start + 100 * 24h;
            co_await store_in->transaction(store, models::plan_all(std::move(schedules), window), &beside, store_in,
                                           deployment);
            co_await beside.join();
        }
    };
    await(f.context, held::both(server.store.get(), id));
    BOOST_TEST(f.at.run("SELECT count(*) FROM deployment") == "0");
    BOOST_TEST(f.runs() == "0");
}

BOOST_AUTO_TEST_CASE(what_somebody_else_holds_is_left_to_him)
{
    fixture f{db::dialect::postgresql};
    auto& server = f.add_server();
    f.add(daily);
    auto& other = f.add_server();
    auto const schedules = await(f.context, server.store->read(models::read_changed_schedules, timestamp{}));
    struct held
    {
        static task<std::int64_t> meanwhile(db::connection& conn, scheduled_run_maker* maker)
        {
            co_await conn.execute(db::sql{"SELECT 1 FROM deployment FOR UPDATE"});
            auto const made = co_await maker->make_changed();
            co_return made;
        }
    };
    BOOST_TEST(schedules.size() == 1);
    BOOST_TEST(await(f.context, other.store->transaction(held::meanwhile, &server.maker)) == 0);
    BOOST_TEST(f.make_due(server) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
