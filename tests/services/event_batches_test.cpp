#include <server/services/event_batches.hpp>

#include <db/database.hpp>
#include <db/rows.hpp>

#include <server/base/error.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <stdexcept>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

int stored_batches = 0;

task<void> find_no_fault(db::connection&)
{
    co_return;
}

// Stores nothing: each batch waits for the lock whose number its first event bears.
task<bool> wait_for_lock(db::connection& conn, std::vector<models::event_ptr> batch)
{
    co_await conn.execute(
        db::sql{"SELECT pg_advisory_xact_lock($1)", static_cast<std::int64_t>(std::stoll(batch.front()->event))});
    ++stored_batches;
    co_return false;
}

std::vector<std::string> tried; // the first event of each batch, once it has its lock

// The same, and somebody follows.
task<bool> wait_for_lock_and_be_followed(db::connection& conn, std::vector<models::event_ptr> batch)
{
    auto const first = batch.front()->event;
    co_await wait_for_lock(conn, std::move(batch));
    tried.push_back(first);
    co_return true;
}

struct fixture
{
    fixture()
    {
        stored_batches = 0;
        tried.clear();
    }

    tests::temporary_database at{db::dialect::postgresql};
    boost::asio::io_context context{1};
    std::unique_ptr<db::database> store = db::open(context.get_executor(), at.options());
    std::unique_ptr<db::database> holder = db::open(context.get_executor(), [this] {
        auto one = at.options();
        one.pool_size = 1;
        one.pool_overflow = 0;
        return one;
    }());

    services::event_batches batches(unsigned workers, services::event_batches::store how = wait_for_lock)
    {
        return {
            context.get_executor(), *store, how, find_no_fault, {.name = "test", .max_batch = 2, .workers = workers}};
    }

    task<void> lock(std::int64_t number)
    {
        co_await holder->read([](db::connection& conn, std::int64_t which) { return hold(conn, which); }, number);
    }

    task<void> unlock(std::int64_t number)
    {
        co_await holder->read([](db::connection& conn, std::int64_t which) { return release(conn, which); }, number);
    }

    static task<void> hold(db::connection& conn, std::int64_t number)
    {
        co_await conn.execute(db::sql{"SELECT pg_advisory_lock($1)", number});
    }
    static task<void> release(db::connection& conn, std::int64_t number)
    {
        co_await conn.execute(db::sql{"SELECT pg_advisory_unlock($1)", number});
    }

    // How many batches wait for a lock.
    task<std::int64_t> blocked()
    {
        auto count = co_await holder->read([](db::connection& conn) {
            return conn.value<std::int64_t>(
                db::sql{"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = "
                        "(SELECT oid FROM pg_database WHERE datname = current_database())"});
        });
        co_return count;
    }

    // Within five seconds.
    task<bool> comes_true(std::function<task<bool>()> condition)
    {
        for (int i = 0; i < 500; ++i) {
            bool const holds = co_await condition();
            if (holds)
                co_return true;
            boost::asio::steady_timer pause{context, 10ms};
            co_await pause.async_wait(boost::asio::use_awaitable);
        }
        co_return false;
    }

    static task<bool> stored(int count) { co_return stored_batches == count; }

    task<bool> blocks(std::int64_t count)
    {
        auto const now = co_await blocked();
        co_return now == count;
    }
};

void push(services::event_batches& to, std::initializer_list<char const*> locks)
{
    for (auto const* lock : locks) {
        auto one = std::make_shared<models::event>();
        one->id = uuid::random();
        one->event = lock;
        to.push(std::move(one));
    }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(event_batches, fixture)

BOOST_AUTO_TEST_CASE(events_count_as_settled_only_up_to_the_first_that_is_not)
{
    auto all = batches(2);
    auto const scenario = [](fixture& my, services::event_batches& them) -> task<void> {
        co_await my.lock(1);
        push(them, {"1", "1", "2", "2"});
        them.start();
        bool const first_waits = co_await my.comes_true([&my] { return my.blocks(1); });
        BOOST_TEST(first_waits);
        push(them, {"2", "2", "2", "2"});
        push(them, {"3"}); // no whole batch: the second worker leaves it
        bool const others_are_done = co_await my.comes_true([&my] { return my.stored(3); });
        BOOST_TEST(others_are_done);
        BOOST_TEST(them.taken() == 9U);
        BOOST_TEST(them.settled() == 0U);
        co_await my.unlock(1);
        co_await them.stop();
        BOOST_TEST(them.settled() == 9U);
    };
    tests::await(context, scenario(*this, all));
}

BOOST_AUTO_TEST_CASE(whole_batches_are_stored_side_by_side)
{
    auto all = batches(2);
    auto const scenario = [](fixture& my, services::event_batches& them) -> task<void> {
        co_await my.lock(1);
        push(them, {"1", "1", "1", "1", "1", "1"});
        them.start();
        bool const two_wait = co_await my.comes_true([&my] { return my.blocks(2); });
        BOOST_TEST(two_wait);
        co_await my.unlock(1);
        co_await them.stop();
        BOOST_TEST(them.settled() == 6U);
    };
    tests::await(context, scenario(*this, all));
}

BOOST_AUTO_TEST_CASE(where_others_follow_a_batch_is_stored_behind_those_before_it)
{
    auto all = batches(2, wait_for_lock_and_be_followed);
    auto const scenario = [](fixture& my, services::event_batches& them) -> task<void> {
        co_await my.lock(1);
        push(them, {"1", "1", "2", "2", "3", "3"});
        them.start();
        bool const second_was_early = co_await my.comes_true([&my] { return my.stored(1); });
        BOOST_TEST(second_was_early);
        BOOST_TEST(them.settled() == 0U);
        co_await my.unlock(1);
        co_await them.stop();
        BOOST_TEST(them.settled() == 6U);
    };
    tests::await(context, scenario(*this, all));
    BOOST_TEST(tried == (std::vector<std::string>{"2", "1", "2", "3"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_worker_keeps_the_order_of_batches)
{
    auto all = batches(1);
    auto const scenario = [](fixture& my, services::event_batches& them) -> task<void> {
        co_await my.lock(1);
        push(them, {"1", "1", "2", "2"});
        them.start();
        bool const one_waits = co_await my.comes_true([&my] { return my.blocks(1); });
        BOOST_TEST(one_waits);
        BOOST_TEST(them.settled() == 0U);
        co_await my.unlock(1);
        co_await them.stop();
        BOOST_TEST(them.settled() == 4U);
    };
    tests::await(context, scenario(*this, all));
}

BOOST_AUTO_TEST_CASE(events_gather_for_the_flush_interval_unless_a_batch_is_whole_or_somebody_waits)
{
    services::event_batches all{context.get_executor(),
                                *store,
                                wait_for_lock,
                                find_no_fault,
                                {.name = "test", .max_batch = 3, .flush_interval = std::chrono::hours{1}}};
    auto const scenario = [](fixture& my, services::event_batches& them) -> task<void> {
        boost::asio::steady_timer pause{my.context, 100ms};
        them.start();
        push(them, {"1", "1"});
        co_await pause.async_wait(boost::asio::use_awaitable);
        BOOST_TEST(them.settled() == 0U);
        push(them, {"1"});
        bool const whole_one_is_stored = co_await my.comes_true([] { return stored(1); });
        BOOST_TEST(whole_one_is_stored);
        push(them, {"1"});
        pause.expires_after(100ms);
        co_await pause.async_wait(boost::asio::use_awaitable);
        BOOST_TEST(them.settled() == 3U);
        them.flush();
        bool const rest_is_stored = co_await my.comes_true([] { return stored(2); });
        BOOST_TEST(rest_is_stored);
        co_await them.stop();
        BOOST_TEST(them.settled() == 4U);
    };
    tests::await(context, scenario(*this, all));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

// What stores of these tests did; they run on the writer's thread of SQLite.
std::atomic<int> stores{0};
std::atomic<int> stored_events{0};

task<bool> refuse_poison(db::connection&, std::vector<models::event_ptr> batch)
{
    ++stores;
    for (auto const& one : batch)
        if (one->event == "poison")
            throw std::runtime_error{"no exception of praetor's"};
    stored_events += static_cast<int>(batch.size());
    co_return false;
}

task<bool> fail_twice(db::connection&, std::vector<models::event_ptr> batch)
{
    if (++stores <= 2)
        throw stores.load();
    stored_events += static_cast<int>(batch.size());
    co_return false;
}

task<bool> be_away(db::connection&, std::vector<models::event_ptr>)
{
    ++stores;
    throw error{errc::unavailable, "away"};
    co_return false;
}

task<bool> be_away_twice(db::connection&, std::vector<models::event_ptr> batch)
{
    if (++stores <= 2)
        throw error{errc::unavailable, "away"};
    stored_events += static_cast<int>(batch.size());
    co_return false;
}

task<bool> be_slow_with_more_than_two(db::connection&, std::vector<models::event_ptr> batch)
{
    ++stores;
    if (batch.size() > 2)
        throw error{errc::timeout, "slow"};
    stored_events += static_cast<int>(batch.size());
    co_return false;
}

std::vector<std::size_t> stored_weights; // of payloads, a batch

task<bool> note_weights(db::connection&, std::vector<models::event_ptr> batch)
{
    std::size_t weight = 0;
    for (auto const& one : batch)
        weight += one->payload.text.size();
    stored_weights.push_back(weight);
    co_return false;
}

std::atomic<bool> tables_are_there{true};

task<void> find_tables(db::connection&)
{
    if (!tables_are_there)
        throw error{errc::database, "permission denied"};
    co_return;
}

task<bool> fail_with_poison(db::connection& conn, std::vector<models::event_ptr> batch)
{
    ++stores;
    co_await find_tables(conn);
    for (auto const& one : batch)
        if (one->event == "poison")
            throw error{errc::database, "a value that no table can hold"};
    stored_events += static_cast<int>(batch.size());
    co_return false;
}

task<bool> take_for_ever(db::connection& conn, std::vector<models::event_ptr>)
{
    ++stores;
    co_await conn.execute(db::sql{"SELECT pg_sleep(60)"});
    co_return false;
}

struct failing_stores
{
    explicit failing_stores(db::dialect dialect) : at(dialect), store(db::open(context.get_executor(), at.options()))
    {
        stores = 0;
        stored_events = 0;
        stored_weights.clear();
    }

    services::event_batches batches(services::event_batches::store how)
    {
        return {context.get_executor(),
                *store,
                how,
                find_no_fault,
                {.name = "test", .max_batch = 10, .retries = 3, .min_pause = 2ms, .max_pause = 10ms}};
    }

    // Within ten seconds.
    task<bool> settles(services::event_batches& them)
    {
        for (int i = 0; i < 1000 && them.settled() < them.taken(); ++i) {
            boost::asio::steady_timer pause{context, 10ms};
            co_await pause.async_wait(boost::asio::use_awaitable);
        }
        co_return them.settled() == them.taken();
    }

    // Within ten seconds.
    task<bool> tries(int count)
    {
        for (int i = 0; i < 1000 && stores < count; ++i) {
            boost::asio::steady_timer pause{context, 10ms};
            co_await pause.async_wait(boost::asio::use_awaitable);
        }
        co_return stores >= count;
    }

    tests::temporary_database at;
    boost::asio::io_context context{1};
    std::unique_ptr<db::database> store;
};

} // namespace

BOOST_AUTO_TEST_SUITE(failing_event_batches)

PRAETOR_TEST_EACH_DIALECT(an_event_whose_storing_throws_anything_is_dropped_and_all_others_are_stored)
{
    failing_stores my{dialect};
    auto them = my.batches(refuse_poison);
    push(them, {"a", "b", "poison", "c", "d"});
    them.start();
    BOOST_TEST(tests::await(my.context, my.settles(them)));
    BOOST_TEST(stored_events == 4);
    BOOST_TEST(them.failures() == 4U);
    push(them, {"e"});
    BOOST_TEST(tests::await(my.context, my.settles(them)));
    BOOST_TEST(stored_events == 5);
    tests::await(my.context, them.stop());
    tests::await(my.context, my.store->close());
}

PRAETOR_TEST_EACH_DIALECT(storing_that_failed_in_any_way_is_tried_again)
{
    for (auto const how : {fail_twice, be_away_twice}) {
        failing_stores my{dialect};
        auto them = my.batches(how);
        push(them, {"a", "b", "c"});
        them.start();
        BOOST_TEST(tests::await(my.context, my.settles(them)));
        BOOST_TEST(stores == 3);
        BOOST_TEST(stored_events == 3);
        BOOST_TEST(them.failures() == 2U);
        tests::await(my.context, them.stop());
        tests::await(my.context, my.store->close());
    }
}

PRAETOR_TEST_EACH_DIALECT(a_database_that_is_away_is_waited_for_and_at_the_end_no_longer_than_its_retries)
{
    failing_stores my{dialect};
    auto them = my.batches(be_away);
    for (int i = 0; i < 1000; ++i)
        push(them, {"a"});
    them.start();
    BOOST_TEST(tests::await(my.context, my.tries(5)));
    BOOST_TEST(them.settled() == 0U);
    auto const before = stores.load();
    tests::await(my.context, them.stop());
    BOOST_TEST(them.settled() == 1000U);
    BOOST_TEST(stores <= before + 5);
    BOOST_TEST(them.failures() >= 1000U);
    tests::await(my.context, my.store->close());
}

PRAETOR_TEST_EACH_DIALECT(a_stop_stores_what_waits)
{
    failing_stores my{dialect};
    auto them = my.batches(refuse_poison);
    for (int i = 0; i < 25; ++i)
        push(them, {"a"});
    them.start();
    tests::await(my.context, them.stop());
    BOOST_TEST(stored_events == 25);
    tests::await(my.context, my.store->close());
}

PRAETOR_TEST_EACH_DIALECT(a_batch_that_takes_too_long_is_halved_until_it_does_not)
{
    failing_stores my{dialect};
    auto them = my.batches(be_slow_with_more_than_two);
    push(them, {"a", "b", "c", "d", "e", "f", "g"});
    them.start();
    BOOST_TEST(tests::await(my.context, my.settles(them)));
    BOOST_TEST(stored_events == 7);
    tests::await(my.context, them.stop());
    tests::await(my.context, my.store->close());
}

PRAETOR_TEST_EACH_DIALECT(a_batch_holds_as_many_bytes_as_it_may_and_one_event_at_least)
{
    failing_stores my{dialect};
    services::event_batches them{
        my.context.get_executor(), *my.store, note_weights, find_no_fault, {.name = "test", .max_batch_bytes = 10'000}};
    for (std::size_t const size : {4'000UL, 4'000UL, 4'000UL, 50'000UL, 4'000UL}) {
        auto one = std::make_shared<models::event>();
        one->payload.text.assign(size, 'x');
        them.push(std::move(one));
    }
    them.start();
    BOOST_TEST(tests::await(my.context, my.settles(them)));
    std::vector<std::size_t> const weights{8'000, 4'000, 50'000, 4'000};
    BOOST_TEST(stored_weights == weights, boost::test_tools::per_element());
    tests::await(my.context, them.stop());
    tests::await(my.context, my.store->close());
}

BOOST_AUTO_TEST_CASE(what_waits_is_weighed_by_number_and_by_bytes)
{
    failing_stores my{db::dialect::sqlite};
    services::event_batches them{my.context.get_executor(),
                                 *my.store,
                                 refuse_poison,
                                 find_no_fault,
                                 {.name = "test", .queue_limit = 4, .queue_bytes = 100'000}};
    push(them, {"a", "b"});
    BOOST_TEST(them.load() == 0.5);
    auto large = std::make_shared<models::event>();
    large->payload.text.assign(200'000, 'x');
    them.push(std::move(large));
    BOOST_TEST(them.load() > 2);
    them.start();
    BOOST_TEST(tests::await(my.context, my.settles(them)));
    BOOST_TEST(them.load() == 0);
    tests::await(my.context, them.stop());
    tests::await(my.context, my.store->close());
}

PRAETOR_TEST_EACH_DIALECT(events_are_dropped_for_a_fault_of_their_own_and_held_for_one_of_their_tables)
{
    failing_stores my{dialect};
    tables_are_there = false;
    services::event_batches them{my.context.get_executor(),
                                 *my.store,
                                 fail_with_poison,
                                 find_tables,
                                 {.name = "test", .min_pause = 2ms, .max_pause = 10ms}};
    push(them, {"a", "poison", "b"});
    them.start();
    BOOST_TEST(tests::await(my.context, my.tries(5)));
    BOOST_TEST(them.settled() == 0U);
    tables_are_there = true;
    BOOST_TEST(tests::await(my.context, my.settles(them)));
    BOOST_TEST(stored_events == 2);
    tests::await(my.context, them.stop());
    tests::await(my.context, my.store->close());
}

// A statement of SQLite waits for nobody but another process, and for that no longer than the busy timeout.
BOOST_AUTO_TEST_CASE(a_stop_ends_in_its_time_though_the_database_does_not_answer)
{
    failing_stores my{db::dialect::postgresql};
    services::event_batches them{
        my.context.get_executor(), *my.store, take_for_ever, find_no_fault, {.name = "test", .stop_time = 300ms}};
    push(them, {"a", "b", "c"});
    them.start();
    BOOST_TEST(tests::await(my.context, my.tries(1)));
    auto const began = std::chrono::steady_clock::now();
    tests::await(my.context, them.stop());
    BOOST_TEST((std::chrono::steady_clock::now() - began < 3s));
    BOOST_TEST(them.settled() == 3U);
    tests::await(my.context, my.store->close());
}

BOOST_AUTO_TEST_SUITE_END()
