// A caller that goes away leaves the queue, or cuts what is read for it.
#include <db/dialects/sqlite/connection.hpp>
#include <db/options.hpp>
#include <db/statistics.hpp>

#include <server/base/error.hpp>

#include <tests/support/await.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <functional>
#include <future>
#include <mutex>
#include <semaphore>
#include <thread>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

// Longer than any test waits.
task<std::int64_t> count_for_long(db::connection& conn)
{
    return conn.value<std::int64_t>(db::sql{
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000000000) SELECT count(*) FROM n"});
}

task<std::int64_t> one(db::connection& conn)
{
    return conn.value<std::int64_t>(db::sql{"SELECT 1"});
}

task<void> insert(db::connection& conn, std::string name)
{
    co_await conn.execute(db::sql{"INSERT INTO item VALUES ($1)", std::move(name)});
}

// Holds the writer's thread until it may go on.
struct gate
{
    static inline std::binary_semaphore begun{0};
    static inline std::binary_semaphore may_end{0};
};

task<void> write_slowly(db::connection& conn)
{
    gate::begun.release();
    gate::may_end.acquire();
    return insert(conn, "slow");
}

bool was_aborted(std::exception_ptr const& failed)
{
    try {
        if (failed)
            std::rethrow_exception(failed);
    }
    catch (boost::system::system_error const& thrown) {
        return thrown.code() == boost::asio::error::operation_aborted;
    }
    catch (...) {
    }
    return false;
}

struct opened
{
    opened() : at(db::dialect::sqlite)
    {
        at.run("PRAGMA journal_mode = WAL; CREATE TABLE item (name TEXT UNIQUE)");
        auto how = at.options();
        how.readers = 1;
        store = db::open(context.get_executor(), how);
    }

    // A call that can be cancelled, and how it ended.
    struct call
    {
        boost::asio::cancellation_signal cancel;
        bool ended = false;
        std::exception_ptr failed;

        void operator()() { cancel.emit(boost::asio::cancellation_type::terminal); }
    };
    template <class T>
    void start(call& one, task<T> work)
    {
        boost::asio::co_spawn(
            context, std::move(work),
            boost::asio::bind_cancellation_slot(one.cancel.slot(), [&one](std::exception_ptr failed, auto&&...) {
                one.ended = true;
                one.failed = failed;
            }));
    }
    // Within ten seconds.
    bool comes(std::function<bool()> const& what)
    {
        context.restart();
        auto const end = std::chrono::steady_clock::now() + 10s;
        while (!what() && std::chrono::steady_clock::now() < end)
            context.run_one_for(10ms);
        return what();
    }

    tests::temporary_database at;
    boost::asio::io_context context;
    std::unique_ptr<db::database> store;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cancelled_calls_of_sqlite, opened)

BOOST_AUTO_TEST_CASE(a_read_that_nobody_waits_for_is_cut_and_the_next_one_is_not)
{
    for (int round = 0; round < 3; ++round) {
        call running;
        start(running, store->read(count_for_long));
        BOOST_TEST(comes([&] { return store->statistics().in_use == 1; }));
        running();
        BOOST_TEST(comes([&] { return running.ended; }));
        BOOST_TEST(was_aborted(running.failed));
        BOOST_TEST(tests::await(context, store->read(one)) == 1);
    }
}

// SQLite takes a while to read a long statement, and gives that up too.
BOOST_AUTO_TEST_CASE(a_statement_that_is_cut_before_it_runs_ends_as_one_that_runs)
{
    db::sqlite::connection conn{at.options(), false};
    std::mutex mutex; // as the thread that takes up the next job and the one that cuts have
    std::atomic<bool> stop = false;
    auto cutting = std::async(std::launch::async, [&] {
        while (!stop) {
            {
                std::lock_guard const lock{mutex};
                conn.interrupt();
            }
            std::this_thread::sleep_for(20us);
        }
    });
    int cut = 0;
    int failed = 0;
    for (int i = 0; i < 1'000; ++i) {
        std::string columns = std::to_string(i);
        for (int column = 0; column < 300; ++column)
            columns += ", name || 'x'";
        {
            std::lock_guard const lock{mutex};
            conn.take_up();
        }
        try {
            conn.run_now(db::sql{"SELECT " + columns + " FROM item"}, nullptr);
        }
        catch (boost::system::system_error const& thrown) {
            cut += thrown.code() == boost::asio::error::operation_aborted ? 1 : 0;
        }
        catch (error const&) {
            ++failed;
        }
    }
    stop = true;
    cutting.get();
    BOOST_TEST(failed == 0);
    BOOST_TEST(cut > 0);
}

BOOST_AUTO_TEST_CASE(one_interrupt_is_enough_whenever_it_comes)
{
    // Seconds: it would end by itself.
    auto const statement = [](std::string const& number) {
        return db::sql{"WITH RECURSIVE n(i) AS (SELECT " + number +
                       " UNION ALL SELECT i + 1 FROM n LIMIT 10000000) SELECT count(*) FROM n"};
    };
    db::sqlite::connection conn{at.options(), false};
    std::binary_semaphore begins{0};
    std::atomic<bool> stop = false;
    auto cutting = std::async(std::launch::async, [&] {
        for (int i = 0;; ++i) {
            begins.acquire();
            if (stop)
                return;
            auto const until = std::chrono::steady_clock::now() + i % 100 * 1us;
            while (std::chrono::steady_clock::now() < until) {
            }
            conn.interrupt();
        }
    });
    int ran_to_their_end = 0;
    for (int i = 0; i < 2'000 && ran_to_their_end == 0; ++i) {
        begins.release();
        try {
            conn.run_now(statement(std::to_string(i)), nullptr);
            ++ran_to_their_end;
        }
        catch (boost::system::system_error const& thrown) {
            BOOST_TEST((thrown.code() == boost::asio::error::operation_aborted));
        }
        conn.take_up();
    }
    stop = true;
    begins.release();
    cutting.get();
    BOOST_TEST(ran_to_their_end == 0);
}

BOOST_AUTO_TEST_CASE(a_read_that_waits_behind_another_one_leaves_the_queue)
{
    call running, waiting;
    start(running, store->read(count_for_long));
    BOOST_TEST(comes([&] { return store->statistics().in_use == 1; }));
    start(waiting, store->read(one));
    BOOST_TEST(comes([&] { return store->statistics().waiting == 1; }));
    waiting();
    BOOST_TEST(comes([&] { return waiting.ended; }));
    BOOST_TEST(was_aborted(waiting.failed));
    BOOST_TEST(!running.ended);
    running();
    BOOST_TEST(comes([&] { return running.ended; }));
}

BOOST_AUTO_TEST_CASE(a_write_that_waits_is_not_done_and_one_that_runs_is_kept)
{
    call running, waiting;
    start(running, store->transaction(write_slowly));
    context.poll();
    gate::begun.acquire();
    start(waiting, store->transaction(insert, "never"));
    BOOST_TEST(comes([&] { return store->statistics().waiting == 1; }));
    running();
    waiting();
    BOOST_TEST(comes([&] { return waiting.ended; }));
    BOOST_TEST(was_aborted(waiting.failed));
    gate::may_end.release();
    BOOST_TEST(comes([&] { return running.ended; }));
    BOOST_TEST(at.run("SELECT group_concat(name) FROM item") == "slow");
}

BOOST_AUTO_TEST_SUITE_END()
