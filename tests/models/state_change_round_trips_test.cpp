// What a change of state costs: one round trip to read all that rules need, one to write what they decided.
#include <models/flow.hpp>
#include <models/set_flow_run_state.hpp>
#include <models/set_task_run_state.hpp>

#include <db/database.hpp>
#include <db/schema/migrate.hpp>
#include <db/schema/own_tables.hpp>
#include <db/statistics.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::models;
using tests::await;
using enum state_type;

namespace {

constexpr auto flow_id = "00000000-0000-4000-8000-000000000001";
constexpr auto limit_id = "00000000-0000-4000-8000-000000000002";
constexpr auto deployment_id = "00000000-0000-4000-8000-000000000003";
constexpr auto parent_run_id = "00000000-0000-4000-8000-000000000004";
constexpr auto parent_task_id = "00000000-0000-4000-8000-000000000005";
constexpr auto run_id = "00000000-0000-4000-8000-000000000006";

// A subflow whose deployment has a limit, and its parent, whose tags have limits.
std::string content()
{
    auto const quoted = [](std::string_view id) { return '\'' + std::string{id} + '\''; };
    return "INSERT INTO flow (id, name) VALUES (" + quoted(flow_id) +
           ", 'f');"
           "INSERT INTO concurrency_limit_v2 (id, active, name, \"limit\", active_slots, denied_slots, "
           "slot_decay_per_second, avg_slot_occupancy_seconds) VALUES (" +
           quoted(limit_id) +
           ", true, 'deployment:d', 1, 0, 0, 0, 2), (gen_random_uuid(), true, 'tag:a', 5, 0, 0, 0, 2);"
           "INSERT INTO concurrency_limit (tag, concurrency_limit) VALUES ('b', 3);"
           "INSERT INTO deployment (id, name, flow_id, concurrency_limit_id) VALUES (" +
           quoted(deployment_id) + ", 'd', " + quoted(flow_id) + ", " + quoted(limit_id) +
           ");"
           "INSERT INTO flow_run (id, name, flow_id, run_count, total_run_time) VALUES (" +
           quoted(parent_run_id) + ", 'p', " + quoted(flow_id) +
           ", 0, '0');"
           "INSERT INTO task_run (id, name, flow_run_id, task_key, dynamic_key, tags, run_count, flow_run_run_count, "
           "total_run_time) VALUES (" +
           quoted(parent_task_id) + ", 't', " + quoted(parent_run_id) +
           ", 'k', '1', '[\"a\", \"b\"]', 0, 0, '0');"
           "INSERT INTO flow_run (id, name, flow_id, deployment_id, parent_task_run_id, run_count, total_run_time) "
           "VALUES (" +
           quoted(run_id) + ", 'r', " + quoted(flow_id) + ", " + quoted(deployment_id) + ", " + quoted(parent_task_id) +
           ", 0, '0')";
}

struct counted_database
{
    tests::temporary_database at{db::dialect::postgresql};
    boost::asio::io_context context;
    std::unique_ptr<db::database> store = db::open(context.get_executor(), at.options());

    counted_database()
    {
        static_cast<void>(await(context, db::upgrade(*store)));
        await(context, db::make_own_tables(*store));
        at.run(content());
    }
    ~counted_database() { await(context, store->close()); }

    // What came of a transition, and the round trips that it took.
    std::pair<set_state_status, std::uint64_t> set_flow(state wanted, bool force = false)
    {
        transition_request how;
        how.force = force;
        how.client_version = "3.8.4";
        auto const before = store->statistics().round_trips;
        auto const done =
            await(context, store->transaction(set_flow_run_state, *uuid::parse(run_id), std::move(wanted), how));
        return {done.value.status, store->statistics().round_trips - before};
    }

    std::pair<set_state_status, std::uint64_t> set_task(state wanted, bool force = false)
    {
        transition_request how;
        how.force = force;
        auto const before = store->statistics().round_trips;
        auto const done = await(
            context, store->transaction(set_task_run_state, *uuid::parse(parent_task_id), std::move(wanted), how));
        return {done.status, store->statistics().round_trips - before};
    }
};

state of(state_type type)
{
    return make_state(type, default_name(type));
}

} // namespace

BOOST_AUTO_TEST_SUITE(round_trips_of_state_changes)

BOOST_AUTO_TEST_CASE(a_flow_run_with_slots_lease_and_parent_changes_in_two_round_trips)
{
    counted_database store;
    auto const expect = [&](state_type to, set_state_status status, bool force = false) {
        BOOST_TEST_CONTEXT("to " << to_text(to))
        {
            auto const [came, trips] = store.set_flow(of(to), force);
            BOOST_TEST((came == status));
            BOOST_TEST(trips <= 2U);
        }
    };
    expect(SCHEDULED, set_state_status::ACCEPT);
    expect(PENDING, set_state_status::ACCEPT);
    BOOST_TEST(store.at.run("SELECT active_slots FROM concurrency_limit_v2 WHERE name = 'deployment:d'") == "1");
    BOOST_TEST(store.at.run("SELECT count(*) FROM praetor_concurrency_lease") == "1");
    expect(PENDING, set_state_status::ABORT);
    expect(RUNNING, set_state_status::ACCEPT);
    BOOST_TEST(store.at.run("SELECT state_type FROM task_run") == "RUNNING");
    expect(COMPLETED, set_state_status::ACCEPT);
    BOOST_TEST(store.at.run("SELECT active_slots FROM concurrency_limit_v2 WHERE name = 'deployment:d'") == "0");
    BOOST_TEST(store.at.run("SELECT count(*) FROM praetor_concurrency_lease") == "0");
    expect(FAILED, set_state_status::ACCEPT, true);
    auto with_data = of(COMPLETED);
    with_data.data = json_text{R"({"type":"literal","value":1})"};
    auto const [status, trips] = store.set_flow(std::move(with_data), true);
    BOOST_TEST((status == set_state_status::ACCEPT));
    BOOST_TEST(trips == 2U);
}

BOOST_AUTO_TEST_CASE(a_task_run_with_slots_and_a_cache_changes_in_two_round_trips)
{
    counted_database store;
    store.at.run("UPDATE flow_run SET state_type = 'RUNNING' WHERE name = 'p'; WITH made AS (INSERT INTO "
                 "flow_run_state (flow_run_id, type, name, timestamp) SELECT id, 'RUNNING', 'Running', now() FROM "
                 "flow_run WHERE name = 'p' RETURNING id, flow_run_id) UPDATE flow_run SET state_id = made.id FROM "
                 "made WHERE flow_run.id = made.flow_run_id");
    auto const expect = [&](state wanted, set_state_status status) {
        BOOST_TEST_CONTEXT("to " << to_text(wanted.type))
        {
            auto const [came, trips] = store.set_task(std::move(wanted));
            BOOST_TEST((came == status));
            BOOST_TEST(trips <= 2U);
        }
    };
    auto running = of(RUNNING);
    running.state_details.cache_key = "key";
    expect(running, set_state_status::ACCEPT);
    BOOST_TEST(store.at.run("SELECT active_slots FROM concurrency_limit_v2 WHERE name = 'tag:a'") == "1");
    BOOST_TEST(store.at.run("SELECT json_array_length(active_slots::json) FROM concurrency_limit") == "1");
    auto completed = of(COMPLETED);
    completed.state_details.cache_key = "key";
    expect(completed, set_state_status::ACCEPT);
    BOOST_TEST(store.at.run("SELECT active_slots FROM concurrency_limit_v2 WHERE name = 'tag:a'") == "0");
    BOOST_TEST(store.at.run("SELECT json_array_length(active_slots::json) FROM concurrency_limit") == "0");
    running.id = uuid::random();
    running.timestamp = now();
    expect(running, set_state_status::REJECT);
    BOOST_TEST(store.at.run("SELECT state_name FROM task_run") == "Cached");
}

BOOST_AUTO_TEST_SUITE_END()
