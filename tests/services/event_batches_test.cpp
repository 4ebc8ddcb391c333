#include <server/services/event_batches.hpp>

#include <db/database.hpp>
#include <db/rows.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

int stored_batches = 0;

// Stores nothing: each batch waits for the lock whose number its first event bears.
task<void> wait_for_lock(db::connection& conn, std::vector<models::event_ptr> batch)
{
    co_await conn.execute(
        db::sql{"SELECT pg_advisory_xact_lock($1)", static_cast<std::int64_t>(std::stoll(batch.front()->event))});
    ++stored_batches;
}

struct fixture
{
    fixture() { stored_batches = 0; }

    tests::temporary_database at{db::dialect::postgresql};
    boost::asio::io_context context{1};
    std::unique_ptr<db::database> store = db::open(context.get_executor(), at.options());
    std::unique_ptr<db::database> holder = db::open(context.get_executor(), [this] {
        auto one = at.options();
        one.pool_size = 1;
        one.pool_overflow = 0;
        return one;
    }());

    services::event_batches batches(unsigned lanes)
    {
        return {context.get_executor(), *store, wait_for_lock, {.name = "test", .largest = 2, .lanes = lanes}};
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
        push(them, {"3"}); // no whole batch: the second lane leaves it
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

BOOST_AUTO_TEST_CASE(one_lane_keeps_the_order_of_batches)
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

BOOST_AUTO_TEST_SUITE_END()
