// What partitioned tables need as time goes on.
#include <db/partitions/upkeep.hpp>

#include <server/base/error.hpp>
#include <server/base/task_group.hpp>

#include <tests/db/partitions/partitioned_database.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::tests;
using namespace praetor::db::partitions;
using std::chrono::days;

namespace {

std::int64_t add(partitioned_database& at, timestamp when)
{
    return await(at.context, add_coming(*at.store, find_time_table("log"), when));
}

std::int64_t drop(partitioned_database& at, timestamp before)
{
    return await(at.context, drop_before(*at.store, find_time_table("log"), before));
}

} // namespace

BOOST_AUTO_TEST_SUITE(partition_upkeep)

BOOST_AUTO_TEST_CASE(partitions_are_made_ahead_of_their_time_and_once)
{
    partitioned_database at;
    at.move("log");
    BOOST_TEST(add(at, now()) == 0);
    BOOST_TEST(add(at, now() + days{2}) == 2);
    BOOST_TEST(add(at, now() + days{2}) == 0);
    BOOST_TEST(at.differences() == "");
}

BOOST_AUTO_TEST_CASE(what_the_default_partition_took_meanwhile_moves_over)
{
    partitioned_database at;
    at.move("log");
    at.run("INSERT INTO log (id, name, level, message, timestamp) VALUES (gen_random_uuid(), 'n', 20, 'm', now() + "
           "interval '40 days'), (gen_random_uuid(), 'n', 20, 'm', '1970-01-01')");
    BOOST_TEST(at.count("log_default") == "2");
    BOOST_TEST(add(at, now() + days{39}) == 4);
    BOOST_TEST(at.count("log_default") == "1");
    BOOST_TEST(at.count("log") == "2");
}

BOOST_AUTO_TEST_CASE(two_servers_make_the_same_partitions_once)
{
    partitioned_database at;
    at.move("log");
    auto const other = db::open(at.context.get_executor(), at.at.options());
    std::int64_t made = 0;
    auto const work = [&](db::database& store) -> task<void> {
        made += co_await add_coming(store, find_time_table("log"), now() + days{10});
    };
    task_group both{at.context.get_executor()};
    both.spawn(work(*at.store));
    both.spawn(work(*other));
    await(at.context, both.join());
    BOOST_TEST(made == 4);
    await(at.context, other->close());
}

BOOST_AUTO_TEST_CASE(a_partition_goes_when_its_last_moment_is_over)
{
    partitioned_database at;
    at.add_logs(10, 24);
    at.move("log");
    auto const before = start_of(period::day, now()) - days{5};
    BOOST_TEST(drop(at, before) == 4);
    BOOST_TEST(drop(at, before) == 0);
    BOOST_TEST(at.count("log") == "6");
    BOOST_TEST(drop(at, before + days{1} - std::chrono::microseconds{1}) == 0);
    BOOST_TEST((await(at.context, at.store->read(dropped_until, find_time_table("log"),
                                                 before + std::chrono::hours{1})) == before));
}

BOOST_AUTO_TEST_CASE(partitions_without_rows_go_and_those_with_some_stay)
{
    partitioned_database at;
    at.add_logs(5, 24);
    at.move("log");
    at.run("DELETE FROM log WHERE message IN ('m2', 'm3')");
    BOOST_TEST(await(at.context, drop_empty_before(*at.store, find_time_table("log"), now())) == 2);
    BOOST_TEST(at.count("log") == "3");
}

BOOST_AUTO_TEST_CASE(who_reads_a_table_for_long_is_waited_for_two_seconds_and_loses_nothing)
{
    partitioned_database at;
    at.add_logs(5, 24);
    at.move("log");
    auto const reader = db::open(at.context.get_executor(), at.at.options());
    auto const read_and_drop = [&]() -> task<void> {
        auto const read = [](db::connection& conn, db::database* store) -> task<std::int64_t> {
            co_await conn.execute(db::sql{"SELECT count(*) FROM log"});
            try {
                co_return co_await drop_before(*store, find_time_table("log"), now());
            }
            catch (error const& refused) {
                BOOST_TEST((refused.code() == errc::unavailable));
            }
            co_return -1;
        };
        auto const dropped = co_await reader->transaction(read, at.store.get());
        BOOST_TEST(dropped == -1);
    };
    await(at.context, read_and_drop());
    BOOST_TEST(at.count("log") == "5");
    await(at.context, reader->close());
}

BOOST_AUTO_TEST_CASE(a_table_that_is_not_partitioned_is_left_alone)
{
    partitioned_database at;
    at.add_logs(5, 24);
    BOOST_TEST(add(at, now()) == 0);
    BOOST_TEST(drop(at, now()) == 0);
    BOOST_TEST((await(at.context, at.store->read(dropped_until, find_time_table("log"), now() - days{1})) < now()));
    BOOST_TEST(at.count("log") == "5");
}

BOOST_AUTO_TEST_SUITE_END()
