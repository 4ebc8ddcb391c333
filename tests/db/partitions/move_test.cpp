// Rows move into partitions, and back, while others write.
#include <server/base/error.hpp>

#include <db/bulk/copy.hpp>
#include <db/bulk/empty_schema.hpp>

#include <tests/db/partitions/partitioned_database.hpp>
#include <tests/support/table_content.hpp>

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace praetor;
using namespace praetor::tests;
using namespace praetor::db::partitions;

BOOST_AUTO_TEST_SUITE(partitions)

BOOST_AUTO_TEST_CASE(every_row_is_in_the_partition_of_its_time_and_the_database_as_declared)
{
    partitioned_database at;
    at.add_logs(50, 7);
    auto const before = content_of(at.at.options());
    at.move("log");
    BOOST_TEST((content_of(at.at.options()) == before));
    BOOST_TEST(at.differences() == "");
    BOOST_TEST(at.left_over() == "");
    BOOST_TEST(at.run("SELECT count(DISTINCT tableoid) FROM log") ==
               at.run("SELECT count(DISTINCT date_trunc('day', timestamp AT TIME ZONE 'UTC')) FROM log"));
    BOOST_TEST(at.count("log_default") == "0");
    BOOST_TEST((at.plan_of("log").partitioned_by == period::day));
}

BOOST_AUTO_TEST_CASE(events_and_their_resources_move_with_all_their_indexes)
{
    partitioned_database at;
    at.run("INSERT INTO events (id, occurred, received, recorded, event, resource_id, resource, payload) SELECT "
           "gen_random_uuid(), now() - make_interval(days => one), now(), now(), 'e', 'r', '{}', '{\"a\": 1.0}' FROM "
           "generate_series(0, 9) AS one; INSERT INTO event_resources (occurred, resource_id, resource_role, resource, "
           "event_id) SELECT occurred, 'r', '', '{}', id FROM events");
    auto const before = content_of(at.at.options());
    at.move("events");
    at.move("event_resources");
    BOOST_TEST((content_of(at.at.options()) == before));
    BOOST_TEST(at.differences() == "");
}

BOOST_AUTO_TEST_CASE(what_is_written_on_the_way_is_written_there_too)
{
    partitioned_database at;
    at.add_logs(6, 1);
    at.prepare("log");
    BOOST_TEST(at.copy("log", 3) == 3); // the oldest
    at.run("UPDATE log SET message = 'changed', timestamp = timestamp - interval '30 days' WHERE message = 'm5'");
    at.run("DELETE FROM log WHERE message IN ('m4', 'm0')"); // one that was copied, and one that was not
    at.run("UPDATE log SET message = 'changed' WHERE message = 'm1'");
    at.run("INSERT INTO log (id, name, level, message, timestamp) VALUES (gen_random_uuid(), 'n', 20, 'new', now()), "
           "(gen_random_uuid(), 'n', 20, 'older', now() - interval '9 days')");
    auto const before = content_of(at.at.options());
    while (at.copy("log", 2) > 0) {
    }
    at.exchange("log");
    BOOST_TEST((content_of(at.at.options()) == before));
    BOOST_TEST(at.count("log") == "6");
    BOOST_TEST(at.count("log_default") == "2"); // of days that had no rows when it began
}

BOOST_AUTO_TEST_CASE(a_table_that_is_emptied_on_the_way_is_empty_there_too)
{
    partitioned_database at;
    at.add_logs(6, 1);
    at.prepare("log");
    BOOST_TEST(at.copy("log", 3) == 3);
    at.run("TRUNCATE log");
    BOOST_TEST(at.copy("log", 3) == 0);
    at.exchange("log");
    BOOST_TEST(at.count("log") == "0");
}

BOOST_AUTO_TEST_CASE(a_row_that_is_deleted_while_it_is_copied_does_not_come_back)
{
    partitioned_database at;
    at.add_logs(1, 1);
    at.prepare("log");
    auto const copy_then_wait = [](db::connection& conn) -> task<std::int64_t> {
        auto const copied = co_await copy_batch(conn, find_time_table("log"), 10);
        // The deletion of another session has to wait for the end of this transaction.
        co_await conn.execute(db::sql{"SELECT pg_sleep(0.5)"});
        co_return copied;
    };
    std::jthread const deletes{[&] { at.run("SELECT pg_sleep(0.2); DELETE FROM log"); }};
    BOOST_TEST(await(at.context, at.store->transaction(copy_then_wait)) == 1);
    while (at.run("SELECT count(*) FROM log") != "0")
        ;
    BOOST_TEST(at.count("praetor_moving_log") == "0");
}

BOOST_AUTO_TEST_CASE(a_move_that_was_interrupted_goes_on_where_it_was)
{
    partitioned_database at;
    at.add_logs(10, 5);
    at.prepare("log");
    at.copy("log", 4);
    auto const found = at.plan_of("log");
    BOOST_TEST(found.is_moving);
    BOOST_TEST(found.moved_rows == 4);
    BOOST_TEST(at.copy("log", 100) == 6);
}

BOOST_AUTO_TEST_CASE(a_move_that_is_given_up_leaves_nothing_behind)
{
    partitioned_database at;
    at.add_logs(10, 5);
    auto const before = content_of(at.at.options());
    at.prepare("log");
    at.copy("log", 4);
    auto const give_up = [&] { await(at.context, at.store->transaction(abandon, find_time_table("log"))); };
    give_up();
    give_up(); // nothing is left to do
    BOOST_TEST(at.left_over() == "");
    BOOST_TEST(at.differences() == "");
    BOOST_TEST((content_of(at.at.options()) == before));
    at.move("log");
}

BOOST_AUTO_TEST_CASE(partitions_are_taken_back_into_one_table)
{
    partitioned_database at;
    at.add_logs(20, 9);
    auto const before = content_of(at.at.options());
    at.move("log");
    at.move("log", shape::plain);
    BOOST_TEST((content_of(at.at.options()) == before));
    BOOST_TEST(at.differences() == "");
    BOOST_TEST(at.left_over() == "");
    BOOST_TEST(!at.plan_of("log").is_partitioned);
    BOOST_TEST(at.run("SELECT count(*) FROM pg_class WHERE relname LIKE 'log\\_%'") == "0");
}

BOOST_AUTO_TEST_CASE(partitions_are_taken_back_however_many_periods_the_rows_fall_into)
{
    partitioned_database at;
    at.move("log");
    at.add_logs(200, 24);
    at.move("log", shape::plain);
    BOOST_TEST(at.count("log") == "200");
    BOOST_TEST(at.differences() == "");
}

BOOST_AUTO_TEST_CASE(indexes_of_ones_own_and_rights_are_kept)
{
    partitioned_database at;
    at.add_logs(3, 9);
    at.run("CREATE INDEX mine ON log (lower(name)) WHERE level > 10; GRANT SELECT ON log TO PUBLIC");
    at.move("log");
    BOOST_TEST(at.run("SELECT pg_get_indexdef('mine'::regclass)") ==
               "CREATE INDEX mine ON ONLY public.log USING btree (lower((name)::text)) WHERE (level > 10)");
    BOOST_TEST(at.run("SELECT indisvalid FROM pg_index WHERE indexrelid = 'mine'::regclass") == "t");
    BOOST_TEST(at.run("SELECT count(*) FROM pg_class, aclexplode(relacl) WHERE oid = 'log'::regclass AND grantee = 0 "
                      "AND privilege_type = 'SELECT'") == "1");
}

BOOST_AUTO_TEST_CASE(a_unique_index_that_no_partitioned_table_can_have_is_told_and_nothing_is_changed)
{
    partitioned_database at;
    at.run("CREATE UNIQUE INDEX mine ON log (message)");
    BOOST_CHECK_EXCEPTION(at.prepare("log"), error, [](error const& thrown) {
        return thrown.text().find("unique index mine can not be kept") != std::string::npos;
    });
    BOOST_TEST(at.left_over() == "");
}

BOOST_AUTO_TEST_CASE(a_period_is_chosen_that_gives_some_thirty_partitions_and_too_many_are_refused)
{
    partitioned_database at;
    at.add_logs(2, 24);
    BOOST_TEST((at.plan_of("log", std::nullopt).by == period::day));
    BOOST_TEST(at.plan_of("log", std::nullopt).starts.size() == 5U);
    at.add_logs(200, 24);
    BOOST_TEST((at.plan_of("log", std::nullopt).by == period::week));
    BOOST_CHECK_EXCEPTION(at.plan_of("log", period::day), error,
                          [](error const& thrown) { return thrown.code() == errc::conflict; });
    at.add_logs(400, 24);
    BOOST_TEST((at.plan_of("log", std::nullopt).by == period::month));
    // A clock that was wrong asks for no partition.
    at.run("INSERT INTO log (id, name, level, message, timestamp) VALUES (gen_random_uuid(), 'n', 20, 'm', "
           "'1970-01-01'), (gen_random_uuid(), 'n', 20, 'm', '9999-01-01')");
    BOOST_TEST(at.plan_of("log", std::nullopt).starts.size() < 24U);
    BOOST_CHECK_THROW(find_time_table("flow"), error);
}

BOOST_AUTO_TEST_CASE(a_partitioned_database_is_copied_filled_and_emptied_as_any_other)
{
    partitioned_database from;
    from.add_logs(20, 9);
    from.move("log");
    partitioned_database to;
    to.move("log");
    db::bulk::copy_tables(*db::bulk::open_session(from.at.options()), *db::bulk::open_session(to.at.options()),
                          [](std::string_view, std::int64_t, std::int64_t) {});
    BOOST_TEST((content_of(to.at.options()) == content_of(from.at.options())));
    BOOST_TEST(to.differences() == "");
    db::bulk::empty_schema(*db::bulk::open_session(from.at.options()));
    BOOST_TEST(from.run("SELECT count(*) FROM pg_class WHERE relname LIKE 'log%'") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
