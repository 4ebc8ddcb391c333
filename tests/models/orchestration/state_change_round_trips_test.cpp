// What a change of state costs: one round trip to read all that rules need, one to write what they decided.
#include <models/deployments/deployment_flow_run.hpp>
#include <models/flow_runs/flow_run.hpp>
#include <models/flow_runs/set_flow_run_state.hpp>
#include <models/flows/flow.hpp>
#include <models/task_runs/set_task_run_state.hpp>

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

    // The round trips that a new flow run takes.
    std::uint64_t create_flow(bool with_parent, json_text data = {})
    {
        flow_run_create wanted;
        wanted.flow_id = *uuid::parse(flow_id);
        wanted.state = state_create{};
        wanted.state->type = RUNNING;
        wanted.state->data = std::move(data);
        if (with_parent)
            wanted.parent_task_run_id = uuid::parse(parent_task_id);
        auto const before = store->statistics().round_trips;
        auto const made = await(context, store->transaction(create_flow_run, std::move(wanted), flow_run_creator{}));
        BOOST_TEST(made.value.is_new);
        return store->statistics().round_trips - before;
    }

    // Those of a run that a deployment is asked for, what it says read apart.
    std::pair<std::uint64_t, std::uint64_t> create_deployed(std::optional<std::string> key = {})
    {
        auto const before = store->statistics().round_trips;
        auto const from = await(
            context, store->read(read_source_of_run, *uuid::parse(deployment_id), std::vector<std::string>{}, key));
        auto const read = store->statistics().round_trips;
        deployment_flow_run_create asked;
        asked.idempotency_key = key;
        auto run = make_deployed_run(from.value(), std::move(asked), "{}");
        auto const made =
            await(context, store->transaction(create_run_of_deployment, std::move(run), flow_run_creator{}));
        BOOST_TEST(made.value.is_new);
        return {read - before, store->statistics().round_trips - read};
    }

    // What came of a transition, and the round trips that it took.
    std::pair<set_state_status, std::uint64_t> set_flow(state wanted, bool force = false)
    {
        transition_request request;
        request.force = force;
        request.client_version = "3.8.4";
        auto const before = store->statistics().round_trips;
        auto const done =
            await(context, store->transaction(set_flow_run_state, *uuid::parse(run_id), std::move(wanted), request));
        return {done.value.status, store->statistics().round_trips - before};
    }

    std::pair<set_state_status, std::uint64_t> set_task(state wanted, bool force = false)
    {
        transition_request request;
        request.force = force;
        auto const before = store->statistics().round_trips;
        auto const done = await(
            context, store->transaction(set_task_run_state, *uuid::parse(parent_task_id), std::move(wanted), request));
        return {done.value.result.status, store->statistics().round_trips - before};
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

BOOST_AUTO_TEST_CASE(data_that_names_its_artifact_costs_no_round_trip_more)
{
    counted_database store;
    auto const named = [](state_type type, std::string value) {
        auto made = of(type);
        made.data = json_text{R"({"artifact_key":"report","artifact_type":"table","value":)" + value + "}"};
        return made;
    };
    auto const latest = [&] {
        return store.at.run("SELECT a.data ->> 'value' || ' ' || coalesce(a.type, '-') || ' ' || (SELECT count(*) FROM "
                            "artifact WHERE key = 'report') FROM artifact_collection c JOIN artifact a ON a.id = "
                            "c.latest_id WHERE c.key = 'report'");
    };
    auto const [accepted, first] = store.set_flow(named(RUNNING, "1"), true);
    BOOST_TEST((accepted == set_state_status::ACCEPT));
    BOOST_TEST(first == 2U);
    BOOST_TEST(latest() == "1 table 1"); // the parent's artifact has no key
    auto const [again, second] = store.set_flow(named(COMPLETED, "2"), true);
    BOOST_TEST((again == set_state_status::ACCEPT));
    BOOST_TEST(second == 2U);
    BOOST_TEST(latest() == "2 table 2");
    auto const [refused, third] = store.set_flow(named(CRASHED, "3"));
    BOOST_TEST((refused == set_state_status::ABORT));
    BOOST_TEST(third <= 2U);
    BOOST_TEST(latest() == "2 table 2");
    auto const [of_task, fourth] = store.set_task(named(FAILED, "4"), true);
    BOOST_TEST((of_task == set_state_status::ACCEPT));
    BOOST_TEST(fourth == 2U);
    BOOST_TEST(latest() == "4 table 3");
    BOOST_TEST(store.create_flow(true, named(RUNNING, "5").data) == 2U);
    BOOST_TEST(latest() == "5 table 4");
    BOOST_TEST(store.at.run("SELECT count(*) FROM events WHERE event LIKE 'prefect.artifact-collection.%'") == "4");

    auto other = of(CRASHED);
    other.data = json_text{R"({"artifact_key":"never"})"};
    static_cast<void>(store.set_flow(std::move(other)));
    BOOST_TEST(store.at.run("SELECT count(*) FROM artifact_collection WHERE key = 'never'") == "0");
}

BOOST_AUTO_TEST_CASE(a_pause_that_forgets_old_inputs_costs_no_round_trip_more)
{
    counted_database store;
    static_cast<void>(store.set_flow(of(RUNNING), true));
    store.at.run("INSERT INTO flow_run_input (flow_run_id, key, value) VALUES ('" + std::string{run_id} +
                 "', 'k-response', '1')");
    auto paused = of(PAUSED);
    paused.state_details.pause_key = "k";
    paused.state_details.run_input_keyset.emplace()["response"] = "k-response";
    auto const [status, trips] = store.set_flow(std::move(paused));
    BOOST_TEST((status == set_state_status::ACCEPT));
    BOOST_TEST(trips == 2U);
    BOOST_TEST(store.at.run("SELECT count(*) FROM flow_run_input") == "0");
}

BOOST_AUTO_TEST_CASE(a_new_subflow_costs_as_many_round_trips_as_any_new_run)
{
    counted_database store;
    BOOST_TEST(store.create_flow(false) == 2U);
    BOOST_TEST(store.create_flow(true) == 2U);
    BOOST_TEST(store.at.run("SELECT state_type FROM task_run") == "RUNNING");
}

BOOST_AUTO_TEST_CASE(a_parent_leaves_its_slots_of_older_limits_with_its_subflow)
{
    counted_database store;
    auto const slots = [&] { return store.at.run("SELECT active_slots FROM concurrency_limit WHERE tag = 'b'"); };
    store.at.run("UPDATE concurrency_limit SET active_slots = '[\"x\", \"" + std::string{parent_task_id} + "\"]'");
    static_cast<void>(store.set_flow(of(RUNNING)));
    BOOST_TEST(slots().find(parent_task_id) != std::string::npos);
    auto const [status, trips] = store.set_flow(of(COMPLETED));
    BOOST_TEST((status == set_state_status::ACCEPT));
    BOOST_TEST(trips == 2U);
    BOOST_TEST(slots() == "[\"x\"]");
    store.at.run("UPDATE concurrency_limit SET active_slots = '[\"" + std::string{parent_task_id} + "\"]'");
    static_cast<void>(store.set_task(of(FAILED), true));
    BOOST_TEST(slots() == "[]");
}

BOOST_AUTO_TEST_CASE(a_run_of_a_deployment_is_made_in_one_round_trip_once_the_deployment_is_read)
{
    counted_database store;
    auto const [read, made] = store.create_deployed();
    BOOST_TEST(read <= 1U);
    BOOST_TEST(made <= 1U);
    auto const [read_with_key, made_with_key] = store.create_deployed("k");
    BOOST_TEST(read_with_key <= 1U);
    BOOST_TEST(made_with_key <= 1U);
}

BOOST_AUTO_TEST_SUITE_END()
