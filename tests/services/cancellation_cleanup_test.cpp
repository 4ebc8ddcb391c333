// What becomes of the children of flow runs that were cancelled.
#include <server/services/upkeep/cancellation_cleanup.hpp>

#include <tests/services/service_database.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;
using enum models::state_type;

namespace {

constexpr auto deployment_id = "00000000-0000-4000-8000-000000000003";

struct family : service_database
{
    explicit family(db::dialect dialect) : service_database(dialect) {}

    std::string add_subflow(std::string const& parent, models::state_type type, std::string columns = {})
    {
        auto const stand_in = add_task_run(parent, "RUNNING");
        return add_run(type, "parent_task_run_id = '" + stand_in + '\'' + (columns.empty() ? "" : ", " + columns));
    }
    std::string task_state(std::string const& id) const
    {
        return run("SELECT state_type FROM task_run WHERE id = '" + id + '\'');
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(cancellation_cleanup)

PRAETOR_TEST_EACH_DIALECT(task_runs_of_a_cancelled_flow_run_that_have_not_ended_are_cancelled)
{
    family at{dialect};
    auto const cancelled = at.add_run(CANCELLED);
    auto const going_on = at.add_run(RUNNING);
    auto const stray = at.add_task_run(cancelled, "RUNNING");
    auto const ended = at.add_task_run(cancelled, "COMPLETED");
    auto const other = at.add_task_run(going_on, "RUNNING");
    services::cancellation_cleanup service{at.executor(), *at.store, at.bus, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.task_state(stray) == "CANCELLED");
    BOOST_TEST(at.task_state(ended) == "COMPLETED");
    BOOST_TEST(at.task_state(other) == "RUNNING");
    BOOST_TEST(at.run("SELECT message FROM task_run_state WHERE task_run_id = '" + stray + '\'') ==
               "The parent flow run was cancelled.");
    // One that comes later is found by the next step.
    auto const late = at.add_task_run(cancelled, "PENDING");
    await(at.context, service.step());
    BOOST_TEST(at.task_state(late) == "CANCELLED");
    BOOST_TEST(service.done() == 2U);
    BOOST_TEST(service.backlog() == 0);
}

PRAETOR_TEST_EACH_DIALECT(a_flow_run_that_was_cancelled_more_than_a_day_ago_keeps_its_task_runs)
{
    family at{dialect};
    auto const cancelled = at.add_run(CANCELLED, "end_time = '2020-01-01 00:00:00.000000'");
    auto const task_run = at.add_task_run(cancelled, "RUNNING");
    services::cancellation_cleanup service{at.executor(), *at.store, at.bus, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.task_state(task_run) == "RUNNING");
}

PRAETOR_TEST_EACH_DIALECT(subflows_of_a_cancelled_flow_run_are_cancelled_with_all_below_them_in_one_step)
{
    family at{dialect};
    auto const parent = at.add_run(CANCELLED);
    auto const child = at.add_subflow(parent, RUNNING);
    auto const grandchild = at.add_subflow(child, SCHEDULED);
    auto const ended = at.add_subflow(parent, COMPLETED);
    auto const going_on = at.add_subflow(at.add_run(RUNNING), RUNNING);
    services::cancellation_cleanup service{at.executor(), *at.store, at.bus, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.state_of(child) == "Cancelled");
    BOOST_TEST(at.state_of(grandchild) == "Cancelled");
    BOOST_TEST(at.state_of(ended) == "Completed");
    BOOST_TEST(at.state_of(going_on) == "Running");
    BOOST_TEST(at.message_of(child) == "The parent flow run was cancelled.");
    BOOST_TEST(at.count_heard("prefect.flow-run.Cancelled") == 2);
}

PRAETOR_TEST_EACH_DIALECT(a_subflow_of_a_deployment_is_being_cancelled_until_its_worker_has_ended_it)
{
    family at{dialect};
    at.run("INSERT INTO deployment (id, name, flow_id) VALUES ('" + std::string{deployment_id} + "', 'd', '" +
           at.flow_id + "')");
    auto const parent = at.add_run(CANCELLED);
    auto const child = at.add_subflow(parent, RUNNING,
                                      "deployment_id = '" + std::string{deployment_id} + "', infrastructure_pid = 'p'");
    services::cancellation_cleanup service{at.executor(), *at.store, at.bus, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.state_of(child) == "Cancelling");
    BOOST_TEST(service.backlog() == 0);
    auto const states = at.run("SELECT count(*) FROM flow_run_state");
    await(at.context, service.step());
    BOOST_TEST(at.state_of(child) == "Cancelling");
    BOOST_TEST(at.run("SELECT count(*) FROM flow_run_state") == states);
}

PRAETOR_TEST_EACH_DIALECT(a_run_that_does_not_say_in_time_that_it_was_cancelled_is_and_a_worker_is_asked_to_clean_up)
{
    family at{dialect};
    auto const pool = "00000000-0000-4000-8000-000000000011";
    auto const queue = "00000000-0000-4000-8000-000000000012";
    at.run("INSERT INTO work_pool (id, name, type) VALUES ('" + std::string{pool} +
           "', 'trucks', 'process'); INSERT INTO work_queue (id, name, work_pool_id, priority) VALUES ('" + queue +
           "', 'north', '" + pool + "', 1)");
    std::string const of_queue = ", infrastructure_pid = 'host:7', work_queue_id = '" + std::string{queue} + '\'';
    auto const silent = at.add_run(CANCELLING, "state_timestamp = '2020-01-01 00:00:00.000000'" + of_queue);
    auto const of_nobody = at.add_run(CANCELLING, "state_timestamp = '2020-01-01 00:00:00.000000'");
    auto const in_time = at.add_run(CANCELLING, "infrastructure_pid = 'p'" + of_queue.substr(of_queue.rfind(',')));
    services::cancellation_cleanup service{at.executor(), *at.store, at.bus, at.config};
    await(at.context, service.step());
    BOOST_TEST(at.state_of(silent) == "Cancelled");
    BOOST_TEST(at.state_of(of_nobody) == "Cancelled");
    BOOST_TEST(at.state_of(in_time) == "Cancelling");
    BOOST_TEST(at.message_of(silent) == "Flow run cancellation timed out; marked this flow run as Cancelled.");
    BOOST_TEST(at.run("SELECT count(*) FROM praetor_cleanup") == "1");
    BOOST_TEST(at.run("SELECT work_queue_id FROM praetor_cleanup") == queue);
    auto const target = at.run("SELECT target FROM praetor_cleanup");
    BOOST_TEST(target.find(silent) != std::string::npos);
    BOOST_TEST(target.find("host:7") != std::string::npos);
    BOOST_TEST(service.done() == 2U);
    await(at.context, service.step());
    BOOST_TEST(service.done() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
