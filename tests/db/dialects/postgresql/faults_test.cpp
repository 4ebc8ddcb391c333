// What praetor does when PostgreSQL restarts, refuses, hangs, cuts, or becomes a standby.
#include <db/wait.hpp>

#include <server/base/error.hpp>

#include <tests/support/faulty_database.hpp>

#include <boost/test/unit_test.hpp>

#include <future>
#include <thread>

namespace {

using namespace praetor;
using std::chrono::milliseconds;
using tests::await;
using tests::fault_proxy;
using tests::faulty_database;

auto const is_unavailable = [](error const& thrown) { return thrown.code() == errc::unavailable; };
auto const is_timeout = [](error const& thrown) { return thrown.code() == errc::timeout; };

task<std::int64_t> count(db::connection& conn)
{
    auto value = co_await conn.value<std::int64_t>(db::sql{"SELECT count(*) FROM item"});
    co_return value;
}

task<void> insert(db::connection& conn, std::string name)
{
    co_await conn.execute(db::sql{"INSERT INTO item VALUES ($1)", name});
}

task<void> insert_after_reading(db::connection& conn, std::string name)
{
    co_await count(conn);
    co_await conn.execute(db::sql{"INSERT INTO item VALUES ($1)", std::move(name)});
}

task<std::int64_t> backend(db::connection& conn)
{
    auto value = co_await conn.value<std::int64_t>(db::sql{"SELECT pg_backend_pid()"});
    co_return value;
}

// Fails as often as the sequence says, in words of the given SQLSTATE.
task<std::int64_t> fail_twice(db::connection& conn, std::string state)
{
    auto const tries = co_await conn.value<std::int64_t>(db::sql{"SELECT nextval('tries')"});
    co_await conn.execute(db::sql{"INSERT INTO item VALUES ($1)", "try " + std::to_string(tries)});
    if (tries < 3)
        co_await conn.run_script("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '" + state + "'; END $$");
    co_return tries;
}

} // namespace

BOOST_AUTO_TEST_SUITE(postgres_faults)

BOOST_AUTO_TEST_CASE(a_restart_between_two_requests_is_noticed_by_neither)
{
    faulty_database with;
    await(with.context, with.store->transaction(insert, "before"));
    with.cluster.stop();
    with.cluster.start();
    await(with.context, with.store->transaction(insert, "after"));
    BOOST_TEST(await(with.context, with.store->read(count)) == 2);
}

BOOST_AUTO_TEST_CASE(who_asks_while_the_server_is_down_is_told_so_and_who_asks_after_is_served)
{
    faulty_database with;
    await(with.context, with.store->transaction(insert, "before"));
    with.cluster.kill();
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->transaction(insert, "during")), error, is_unavailable);
    BOOST_TEST(with.statistics().away);
    with.cluster.start();
    await(with.context, with.store->transaction(insert, "after"));
    BOOST_TEST(await(with.context, with.store->read(count)) == 2);
    BOOST_TEST(!with.statistics().away);
    BOOST_TEST(with.statistics().in_use == 0);
}

BOOST_AUTO_TEST_CASE(a_server_that_refuses_is_told_at_once)
{
    faulty_database with;
    with.proxy.set(fault_proxy::mode::refuse);
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->read(count)), error, is_unavailable);
    with.proxy.set(fault_proxy::mode::pass);
    BOOST_TEST(await(with.context, with.store->read(count)) == 0);
}

BOOST_AUTO_TEST_CASE(a_statement_into_a_black_hole_ends_by_our_own_patience)
{
    faulty_database with{[](db::options& options) {
        options.statement_timeout = milliseconds{100};
        options.connect_timeout = milliseconds{200};
    }};
    await(with.context, with.store->transaction(insert, "before"));
    with.proxy.set(fault_proxy::mode::black_hole);
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->transaction(insert, "during")), error, is_timeout);
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->read(count)), error, is_unavailable);
    with.proxy.set(fault_proxy::mode::pass);
    BOOST_TEST(await(with.context, with.store->read(count)) == 1);
}

BOOST_AUTO_TEST_CASE(a_server_that_stands_still_is_waited_for_no_longer_and_serves_again_when_it_moves)
{
    faulty_database with{[](db::options& options) {
        options.statement_timeout = milliseconds{100};
        options.connect_timeout = milliseconds{200};
    }};
    await(with.context, with.store->transaction(insert, "before"));
    with.cluster.freeze();
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->transaction(insert, "during")), error, is_timeout);
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->read(count)), error, is_unavailable);
    with.cluster.thaw();
    await(with.context, with.store->transaction(insert, "after"));
    BOOST_TEST(with.statistics().in_use == 0);
}

BOOST_AUTO_TEST_CASE(a_database_that_comes_up_is_waited_for_and_one_that_does_not_is_told)
{
    faulty_database with;
    with.cluster.kill();
    BOOST_CHECK_EXCEPTION(await(with.context, db::wait_until_it_answers(*with.store, milliseconds{0})), error,
                          is_unavailable);
    auto later = std::async(std::launch::async, [&] {
        std::this_thread::sleep_for(milliseconds{300});
        with.cluster.start();
    });
    await(with.context, db::wait_until_it_answers(*with.store, std::chrono::seconds{60}));
    later.get();
    BOOST_TEST(await(with.context, with.store->read(count)) == 0);
}

BOOST_AUTO_TEST_CASE(a_slow_network_is_only_slow)
{
    faulty_database with;
    with.proxy.delay(milliseconds{20});
    await(with.context, with.store->transaction(insert_after_reading, "slow"));
    BOOST_TEST(await(with.context, with.store->read(count)) == 1);
    BOOST_TEST(with.statistics().retries == 0);
}

BOOST_AUTO_TEST_CASE(a_transaction_cut_before_its_commit_runs_again_with_the_same_values)
{
    faulty_database with;
    std::string const long_name(100, 'x');
    with.proxy.cut_when_sent("INSERT INTO item");
    await(with.context, with.store->transaction(insert_after_reading, long_name));
    BOOST_TEST(with.run("SELECT string_agg(name, ',') FROM item") == long_name);
    BOOST_TEST(with.statistics().retries == 1);
    BOOST_TEST(with.statistics().lost == 1);
}

BOOST_AUTO_TEST_CASE(a_commit_that_may_have_arrived_is_not_run_again)
{
    faulty_database with;
    with.proxy.cut_when_sent("COMMIT");
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->transaction(insert, "once")), error, is_unavailable);
    BOOST_TEST(with.statistics().retries == 0);
    BOOST_TEST(await(with.context, with.store->read(count)) == 0);
}

BOOST_AUTO_TEST_CASE(a_read_that_was_cut_runs_again)
{
    faulty_database with;
    with.proxy.cut_when_sent("SELECT count");
    BOOST_TEST(await(with.context, with.store->read(count)) == 0);
    BOOST_TEST(with.statistics().retries == 1);
}

BOOST_AUTO_TEST_CASE(serialization_failures_and_deadlocks_run_again_and_leave_one_row)
{
    for (auto const* state : {"40001", "40P01"}) {
        faulty_database with;
        with.run("CREATE SEQUENCE tries");
        BOOST_TEST(await(with.context, with.store->transaction(fail_twice, state)) == 3);
        BOOST_TEST(with.run("SELECT string_agg(name, ',') FROM item") == "try 3");
        BOOST_TEST(with.statistics().conflicts == 2);
    }
}

BOOST_AUTO_TEST_CASE(what_can_not_do_better_is_not_run_again)
{
    faulty_database with;
    with.run("CREATE SEQUENCE tries");
    BOOST_CHECK_THROW(await(with.context, with.store->transaction(fail_twice, "23505")), error);
    BOOST_TEST(with.run("SELECT last_value FROM tries") == "1");
}

BOOST_AUTO_TEST_CASE(a_transaction_is_run_again_no_more_often_than_the_options_say)
{
    faulty_database with{[](db::options& options) { options.retries = 1; }};
    with.run("CREATE SEQUENCE tries");
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->transaction(fail_twice, "40001")), error, is_unavailable);
    BOOST_TEST(with.run("SELECT last_value FROM tries") == "2");
}

BOOST_AUTO_TEST_CASE(a_server_that_became_a_standby_loses_its_connections)
{
    faulty_database with;
    auto const before = await(with.context, with.store->read(backend));
    with.run("ALTER DATABASE " + with.run("SELECT current_database()") + " SET default_transaction_read_only = on");
    with.proxy.cut(); // the setting is read when a session begins
    BOOST_CHECK_EXCEPTION(await(with.context, with.store->transaction(insert, "refused")), error, is_unavailable);
    BOOST_TEST(with.statistics().idle == 0);
    BOOST_TEST(with.statistics().read_only >= 1);
    with.run("SET transaction_read_only = off; ALTER DATABASE " + with.run("SELECT current_database()") +
             " RESET default_transaction_read_only");
    await(with.context, with.store->transaction(insert, "taken"));
    BOOST_TEST(await(with.context, with.store->read(backend)) != before);
}

BOOST_AUTO_TEST_CASE(a_connection_that_died_while_it_idled_is_replaced_unnoticed)
{
    faulty_database with{[](db::options& options) {
        options.ping_after = milliseconds{1};
        options.retries = 0;
    }};
    await(with.context, with.store->transaction(insert, "before"));
    with.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'praetor'");
    std::this_thread::sleep_for(milliseconds{20});
    await(with.context, with.store->transaction(insert, "after"));
    BOOST_TEST(with.statistics().failed_pings == 1);
    BOOST_TEST(await(with.context, with.store->read(count)) == 2);
}

BOOST_AUTO_TEST_CASE(tables_that_changed_under_a_prepared_statement_are_read_anew)
{
    faulty_database with;
    auto const all = [](db::connection& conn) -> task<std::size_t> {
        auto const found = co_await conn.rows<std::string>(db::sql{"SELECT * FROM item"});
        co_return found.size();
    };
    await(with.context, with.store->transaction(insert, "one"));
    BOOST_TEST(await(with.context, with.store->read(all)) == 1);
    with.run("ALTER TABLE item ADD COLUMN more text");
    BOOST_TEST(await(with.context, with.store->read(all)) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
