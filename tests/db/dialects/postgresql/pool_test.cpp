// Who gets a connection, in which order, and what a caller that goes away leaves behind.
#include <server/base/error.hpp>
#include <server/base/task_group.hpp>

#include <tests/support/faulty_database.hpp>
#include <tests/support/postgres_session.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>
#include <thread>

namespace {

using namespace praetor;
using std::chrono::milliseconds;
using tests::await;
using tests::faulty_database;

task<void> nap(db::connection& conn, double seconds)
{
    co_await conn.execute(db::sql{"SELECT pg_sleep($1)", seconds});
}

task<void> insert(db::connection& conn, std::string name)
{
    co_await conn.execute(db::sql{"INSERT INTO item VALUES ($1)", std::move(name)});
}

task<void> insert_slowly(db::connection& conn, std::string name)
{
    co_await conn.execute(db::sql{"INSERT INTO item SELECT $1 FROM pg_sleep(0.05)", std::move(name)});
}

// Once nobody else holds the lock of this number.
task<void> insert_behind_lock(db::connection& conn, std::string name)
{
    co_await conn.execute(db::sql{"SELECT pg_advisory_xact_lock_shared(1)"});
    co_await conn.execute(db::sql{"INSERT INTO item VALUES ($1)", std::move(name)});
}

void run_until(boost::asio::io_context& context, std::function<bool()> const& done)
{
    context.restart();
    while (!done())
        context.run_one_for(milliseconds{10});
}

} // namespace

BOOST_AUTO_TEST_SUITE(postgres_pool)

BOOST_AUTO_TEST_CASE(of_a_thousand_requests_on_five_connections_each_is_answered_or_refused_and_none_is_lost)
{
    faulty_database with{[](db::options& options) {
        options.pool_size = 5;
        options.pool_overflow = 0;
        options.acquire_timeout = milliseconds{2'000};
    }};
    constexpr int quick = 95;
    constexpr int served = quick + 5;
    constexpr int all = 1'000;
    tests::postgres_session holder{with.conninfo()};
    holder.run("SELECT pg_advisory_lock(1)");
    std::vector<int> stored, refused;
    for (int i = 0; i < all; ++i)
        boost::asio::co_spawn(
            with.context, with.store->transaction(i < quick ? insert : insert_behind_lock, "item " + std::to_string(i)),
            [&, i](std::exception_ptr failed) { (failed ? refused : stored).push_back(i); });
    run_until(with.context, [&] { return stored.size() + refused.size() == all - 5; });
    holder.run("SELECT pg_advisory_unlock(1)");
    run_until(with.context, [&] { return stored.size() + refused.size() == all; });

    auto const counted = with.statistics();
    BOOST_TEST(with.run("SELECT count(*) FROM item") == std::to_string(stored.size()));
    // Those that came first are served; the rest is refused in the order in which it came.
    std::ranges::sort(stored);
    std::vector<int> numbers(all);
    std::iota(numbers.begin(), numbers.end(), 0);
    BOOST_TEST(stored == std::vector(numbers.begin(), numbers.begin() + served), boost::test_tools::per_element());
    BOOST_TEST(refused == std::vector(numbers.begin() + served, numbers.end()), boost::test_tools::per_element());
    BOOST_TEST(counted.max_open == 5u);
    BOOST_TEST(counted.acquire_timeouts == refused.size());
    BOOST_TEST(counted.waiting == 0u);
    BOOST_TEST(counted.in_use == 0u);
}

BOOST_AUTO_TEST_CASE(where_the_server_gives_no_more_connections_those_of_the_pool_serve_everybody)
{
    tests::shared_cluster().run("DROP ROLE IF EXISTS few");
    tests::shared_cluster().run("CREATE ROLE few LOGIN CONNECTION LIMIT 2");
    faulty_database with{[](db::options& options) {
        options.conninfo.replace(options.conninfo.find("prefect@"), 8, "few@");
        options.pool_size = 10;
        options.acquire_timeout = std::chrono::seconds{20};
        options.connect_timeout = std::chrono::seconds{20};
    }};
    await(with.context, with.store->read(nap, 0.0)); // it has one, and the server gives one more
    constexpr int all = 40;
    int answered = 0;
    int refused = 0;
    for (int i = 0; i < all; ++i)
        boost::asio::co_spawn(with.context, with.store->read(nap, 0.02),
                              [&](std::exception_ptr failed) { ++(failed ? refused : answered); });
    run_until(with.context, [&] { return answered + refused == all; });
    auto const counted = with.statistics();
    BOOST_TEST(answered == all);
    BOOST_TEST(counted.opened <= 2u);
    BOOST_TEST(counted.connect_errors >= 1u);
    BOOST_TEST(counted.waiting == 0u);
    BOOST_TEST(counted.in_use == 0u);
    BOOST_TEST(!counted.away);
}

BOOST_AUTO_TEST_CASE(where_the_server_gives_no_connection_at_all_everybody_is_refused_at_once)
{
    tests::shared_cluster().run("DROP ROLE IF EXISTS nobody");
    tests::shared_cluster().run("CREATE ROLE nobody LOGIN CONNECTION LIMIT 0");
    faulty_database with{[](db::options& options) {
        options.conninfo.replace(options.conninfo.find("prefect@"), 8, "nobody@");
        options.pool_size = 2;
        options.acquire_timeout = std::chrono::hours{1};
    }};
    int refused = 0;
    for (int i = 0; i < 10; ++i)
        boost::asio::co_spawn(with.context, with.store->read(nap, 0.0),
                              [&](std::exception_ptr failed) { refused += failed ? 1 : 0; });
    run_until(with.context, [&] { return refused == 10; });
    BOOST_TEST(with.statistics().away);
}

BOOST_AUTO_TEST_CASE(an_idle_connection_is_had_at_once)
{
    faulty_database with;
    for (int i = 0; i < 500; ++i)
        await(with.context, with.store->read(nap, 0.0));
    auto const counted = with.statistics();
    BOOST_TEST(counted.opened == 1u);
    BOOST_TEST(counted.waits.count() == 500u);
    BOOST_TEST_MESSAGE("acquire p95 " << counted.waits.at(0.95).count() << " us");
    BOOST_TEST(counted.waits.at(0.95).count() < 1'000);
}

BOOST_AUTO_TEST_CASE(a_connection_beyond_its_life_is_replaced)
{
    faulty_database with{[](db::options& options) { options.recycle = std::chrono::seconds{1}; }};
    await(with.context, with.store->read(nap, 0.0));
    std::this_thread::sleep_for(milliseconds{1'150});
    await(with.context, with.store->read(nap, 0.0));
    BOOST_TEST(with.statistics().recycled == 1u);
    BOOST_TEST(with.statistics().opened == 2u);
    BOOST_TEST(with.statistics().open == 1u);
}

BOOST_AUTO_TEST_CASE(the_statement_of_a_caller_that_went_away_is_cancelled_on_the_server)
{
    faulty_database with;
    boost::asio::cancellation_signal gone;
    bool ended = false;
    boost::asio::co_spawn(with.context, with.store->read(nap, 30.0),
                          boost::asio::bind_cancellation_slot(gone.slot(), [&](std::exception_ptr failed) {
                              BOOST_TEST((failed != nullptr));
                              ended = true;
                          }));
    auto const sleeping = [&] {
        return with.run("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND "
                        "state = 'active' AND datname = current_database()") == "1";
    };
    run_until(with.context, sleeping);
    gone.emit(boost::asio::cancellation_type::terminal);
    run_until(with.context, [&] { return ended && !sleeping(); });
    BOOST_TEST(with.statistics().cancelled == 1u);
    BOOST_TEST(with.statistics().open == 0u);
    await(with.context, with.store->transaction(insert, "next"));
}

BOOST_AUTO_TEST_CASE(a_caller_that_went_away_while_it_waited_leaves_the_queue)
{
    faulty_database with{[](db::options& options) {
        options.pool_size = 1;
        options.pool_overflow = 0;
    }};
    boost::asio::cancellation_signal gone;
    int ended = 0;
    boost::asio::co_spawn(with.context, with.store->read(nap, 0.3), [&](std::exception_ptr) { ++ended; });
    boost::asio::co_spawn(with.context, with.store->transaction(insert, "gone"),
                          boost::asio::bind_cancellation_slot(gone.slot(), [&](std::exception_ptr) { ++ended; }));
    boost::asio::co_spawn(with.context, with.store->transaction(insert, "stays"), [&](std::exception_ptr) { ++ended; });
    run_until(with.context, [&] { return with.statistics().waiting == 2; });
    gone.emit(boost::asio::cancellation_type::terminal);
    run_until(with.context, [&] { return ended == 3; });
    BOOST_TEST(with.run("SELECT string_agg(name, ',') FROM item") == "stays");
}

BOOST_AUTO_TEST_CASE(a_commit_under_way_is_not_cancelled)
{
    faulty_database with;
    await(with.context, with.store->read(nap, 0.0));
    // The commit takes its time: a deferred constraint is checked by it.
    with.run("CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.3); RETURN NULL; "
             "END'; CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
             "EXECUTE FUNCTION slowly()");
    boost::asio::cancellation_signal gone;
    std::optional<bool> failed;
    boost::asio::co_spawn(with.context, with.store->transaction(insert, "kept"),
                          boost::asio::bind_cancellation_slot(
                              gone.slot(), [&](std::exception_ptr thrown) { failed = thrown != nullptr; }));
    run_until(with.context, [&] {
        return with.run("SELECT count(*) FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active' AND datname "
                        "= current_database()") == "1";
    });
    gone.emit(boost::asio::cancellation_type::terminal);
    run_until(with.context, [&] { return failed.has_value(); });
    BOOST_TEST(!*failed);
    BOOST_TEST(with.run("SELECT name FROM item") == "kept");
}

BOOST_AUTO_TEST_CASE(a_transaction_under_way_outlives_the_database_object_and_who_still_waits_is_refused)
{
    faulty_database with{[](db::options& options) {
        options.pool_size = 1;
        options.pool_overflow = 0;
    }};
    int failures = 0;
    task_group callers{with.context.get_executor(), [&](std::exception_ptr) { ++failures; }};
    callers.spawn(with.store->transaction(insert_slowly, "under way"));
    callers.spawn(with.store->transaction(insert_slowly, "still waits"));
    run_until(with.context, [&] { return with.statistics().waiting == 1; });
    with.store.reset();
    run_until(with.context, [&] { return callers.empty(); });
    BOOST_TEST(failures == 1);
    BOOST_TEST(with.run("SELECT string_agg(name, ',') FROM item") == "under way");
    // Its connection was closed too.
    run_until(with.context, [&] {
        return with.run("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
                        "pg_backend_pid()") == "0";
    });
}

BOOST_AUTO_TEST_CASE(what_a_session_is_told_holds_in_it)
{
    faulty_database with{[](db::options& options) {
        options.application_name = "a name";
        options.search_path = "\"my schema\", public";
        options.statement_timeout = milliseconds{4'321};
    }};
    auto const setting = [](db::connection& conn, std::string name) -> task<std::string> {
        auto value = co_await conn.value<std::string>(db::sql{"SELECT current_setting($1)", std::move(name)});
        co_return value;
    };
    auto const of = [&](char const* name) { return await(with.context, with.store->read(setting, std::string{name})); };
    BOOST_TEST(of("application_name") == "a name");
    BOOST_TEST(of("search_path") == "\"my schema\", public");
    BOOST_TEST(of("statement_timeout") == "4321ms");
    BOOST_TEST(of("TimeZone") == "UTC");
    BOOST_TEST(of("default_transaction_isolation") == "read committed");
}

BOOST_AUTO_TEST_CASE(options_of_the_url_win_over_ours)
{
    faulty_database with{[](db::options& options) {
        options.conninfo += "?application_name=theirs&options=-c%20statement_timeout%3D777";
    }};
    auto const both = [](db::connection& conn) -> task<std::string> {
        auto value = co_await conn.value<std::string>(
            db::sql{"SELECT current_setting('application_name') || ' ' || current_setting('statement_timeout')"});
        co_return value;
    };
    BOOST_TEST(await(with.context, with.store->read(both)) == "theirs 777ms");
}

BOOST_AUTO_TEST_CASE(without_a_statement_cache_nothing_is_prepared)
{
    for (std::size_t const cache : {std::size_t{0}, std::size_t{2}}) {
        faulty_database with{[&](db::options& options) { options.statement_cache = cache; }};
        auto const prepared = [](db::connection& conn) -> task<std::int64_t> {
            for (auto const* text : {"SELECT 1", "SELECT 2", "SELECT 3", "SELECT 1", "SELECT 4"})
                co_await conn.execute(db::sql{text});
            auto value = co_await conn.value<std::int64_t>(db::sql{"SELECT count(*) FROM pg_prepared_statements"});
            co_return value;
        };
        auto const kept = await(with.context, with.store->transaction(prepared));
        BOOST_TEST(kept <= static_cast<std::int64_t>(cache == 0 ? 0 : 7));
        auto const later = await(with.context, with.store->transaction(prepared));
        BOOST_TEST(later <= static_cast<std::int64_t>(cache == 0 ? 0 : 9));
    }
}

BOOST_AUTO_TEST_CASE(a_url_that_libpq_does_not_understand_is_refused_with_its_words)
{
    db::options options;
    options.dialect = db::dialect::postgresql;
    options.conninfo = "postgresql://localhost/x?nonsense=1";
    boost::asio::io_context context;
    BOOST_CHECK_EXCEPTION(db::open(context.get_executor(), options), error, [](error const& thrown) {
        return thrown.code() == errc::bad_setting && std::string{thrown.what()}.find("nonsense") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
