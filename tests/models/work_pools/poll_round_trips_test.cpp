// What workers cost that ask again and again: a round trip a poll, two a heartbeat.
#include <models/work_pools/poll_marks.hpp>
#include <models/work_pools/scheduled_runs.hpp>
#include <models/work_pools/worker.hpp>

#include <db/database.hpp>
#include <db/statistics.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <thread>

using namespace praetor;
using namespace praetor::models;
using tests::await;

namespace {

struct polled_database
{
    tests::temporary_database at{db::dialect::postgresql, tests::content::tables};
    boost::asio::io_context context;
    std::unique_ptr<db::database> store = db::open(context.get_executor(), at.options());

    polled_database()
    {
        at.run(
            "INSERT INTO work_pool (id, name, type, concurrency_limit) VALUES (gen_random_uuid(), 'p', 'process', 9); "
            "INSERT INTO work_queue (id, name, work_pool_id, concurrency_limit) SELECT gen_random_uuid(), 'q', id, 9 "
            "FROM work_pool; INSERT INTO flow (id, name) VALUES (gen_random_uuid(), 'f'); "
            "INSERT INTO deployment (id, name, flow_id, work_queue_id) SELECT gen_random_uuid(), 'd', flow.id, "
            "work_queue.id FROM flow, work_queue; INSERT INTO flow_run (id, name, flow_id, work_queue_id, state_type, "
            "next_scheduled_start_time, run_count, total_run_time) SELECT gen_random_uuid(), 'r', flow.id, "
            "work_queue.id, 'SCHEDULED', now(), 0, '0' FROM flow, work_queue");
    }
    ~polled_database() { await(context, store->close()); }

    polled<worker_flow_run> poll()
    {
        worker_poll asked;
        asked.pool = "p";
        return await(context, store->read(read_scheduled_runs, std::move(asked)));
    }
    bool beat()
    {
        return await(context, store->transaction(record_heartbeat, std::string{"p"}, heartbeat{"w", 30})).value;
    }
    std::size_t mark(std::vector<uuid> queues)
    {
        return await(context, store->transaction(mark_polled, polled_marks{std::move(queues), {}})).size();
    }

    // Those that `what` takes.
    std::uint64_t round_trips(auto what)
    {
        auto const before = store->statistics().round_trips;
        what();
        return store->statistics().round_trips - before;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(poll_round_trips)

BOOST_AUTO_TEST_CASE(a_poll_takes_one_round_trip_and_a_heartbeat_two)
{
    polled_database db;
    auto const found = db.poll();
    BOOST_REQUIRE(found.runs.size() == 1U);
    BOOST_REQUIRE(found.queues.size() == 1U);
    BOOST_TEST(db.round_trips([&] { db.poll(); }) == 1U);
    BOOST_TEST(db.beat());
    BOOST_TEST(db.round_trips([&] { db.beat(); }) == 2U);
}

BOOST_AUTO_TEST_CASE(a_poll_reads_what_it_gives_and_not_all_that_is_due)
{
    polled_database db;
    db.at.run(
        "UPDATE work_queue SET concurrency_limit = 20; INSERT INTO flow_run (id, name, flow_id, work_queue_id, "
        "state_type, next_scheduled_start_time, run_count, total_run_time) SELECT gen_random_uuid(), 'r', flow.id, "
        "work_queue.id, 'SCHEDULED', now() - n * interval '1 s', 0, '0' FROM flow, work_queue, "
        "generate_series(1, 5000) AS n; ANALYZE");
    auto const read = [&] {
        return std::stoll(db.at.run("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relname = "
                                    "'flow_run'"));
    };
    auto const before = read();
    worker_poll asked;
    asked.pool = "p";
    asked.scheduled_before = now();
    asked.limit = 20;
    BOOST_TEST(await(db.context, db.store->read(read_scheduled_runs, std::move(asked))).runs.size() == 9U);
    await(db.context, db.store->close()); // the server counts what was read when a connection ends
    db.store = db::open(db.context.get_executor(), db.at.options());
    for (int i = 0; i < 100 && read() == before; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    auto const after = read();
    BOOST_TEST(after > before);
    BOOST_TEST(after - before < 200);
}

BOOST_AUTO_TEST_CASE(a_mark_that_makes_nothing_ready_takes_two_round_trips)
{
    polled_database db;
    auto const queues = db.poll().queues;
    BOOST_TEST(db.mark(queues) == 2U);
    BOOST_TEST(db.round_trips([&] { BOOST_TEST(db.mark(queues) == 0U); }) == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
