#include <server/base/thread_pool.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/run.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <semaphore>
#include <stdexcept>
#include <string>

using namespace praetor;

namespace {

std::pair<std::string, std::thread::id> joined(std::string left, std::string right)
{
    return {left + right, std::this_thread::get_id()};
}

void failing()
{
    throw std::runtime_error{"it failed"};
}

// Work that begins and ends when the test says so.
struct gate
{
    std::binary_semaphore begun{0};
    std::binary_semaphore may_end{0};
    std::atomic<bool> ended = false;
};

void pass(gate* through)
{
    through->begun.release();
    through->may_end.acquire();
    through->ended = true;
}

int one()
{
    return 1;
}

task<void> note_refusal(thread_pool& threads, errc& why)
{
    try {
        static_cast<void>(co_await threads.run(one));
    }
    catch (error const& refused) {
        why = refused.code();
    }
}

task<void> open(gate& which)
{
    which.may_end.release();
    co_return;
}

} // namespace

BOOST_AUTO_TEST_SUITE(thread_pools)

task<void> work_comes_back(thread_pool& threads)
{
    auto const here = std::this_thread::get_id();
    auto const [text, there] = co_await threads.run(joined, std::string{"a"}, std::string{"b"});
    BOOST_TEST(text == "ab");
    BOOST_TEST((there != here));
    BOOST_TEST((std::this_thread::get_id() == here));
}

BOOST_AUTO_TEST_CASE(work_is_done_by_another_thread_and_its_caller_goes_on_where_it_was)
{
    boost::asio::io_context context{1};
    thread_pool threads;
    run_until_done(context, work_comes_back(threads));
}

BOOST_AUTO_TEST_CASE(what_the_work_throws_its_caller_catches)
{
    boost::asio::io_context context{1};
    thread_pool threads;
    BOOST_CHECK_THROW(run_until_done(context, threads.run(failing)), std::runtime_error);
    BOOST_TEST(run_until_done(context, threads.run(one)) == 1);
}

task<void> fill(thread_pool& threads, gate& busy, errc& why)
{
    auto const home = co_await boost::asio::this_coro::executor;
    errc none = errc::internal;
    task_group all{home};
    all.spawn(threads.run([&busy] { pass(&busy); }));
    busy.begun.acquire();
    all.spawn(note_refusal(threads, none));
    co_await note_refusal(threads, why);
    busy.may_end.release();
    co_await all.join();
    BOOST_TEST((none == errc::internal));
}

BOOST_AUTO_TEST_CASE(more_than_may_wait_is_refused)
{
    boost::asio::io_context context{1};
    thread_pool threads{{.threads = 1, .max_waiting = 1}};
    gate busy;
    auto why = errc::internal;
    run_until_done(context, fill(threads, busy, why));
    BOOST_TEST((why == errc::unavailable));
}

task<void> wait_too_long(thread_pool& threads, gate& busy, errc& why)
{
    auto const home = co_await boost::asio::this_coro::executor;
    task_group all{home};
    all.spawn(threads.run([&busy] { pass(&busy); }));
    busy.begun.acquire();
    all.spawn(note_refusal(threads, why));
    std::this_thread::sleep_for(std::chrono::milliseconds{400}); // the queue measures real time
    busy.may_end.release();
    co_await all.join();
}

BOOST_AUTO_TEST_CASE(work_that_no_thread_comes_to_is_refused)
{
    boost::asio::io_context context{1};
    thread_pool threads{{.threads = 1, .response_timeout = std::chrono::milliseconds{300}}};
    gate busy;
    auto why = errc::internal;
    run_until_done(context, wait_too_long(threads, busy, why));
    BOOST_TEST((why == errc::timeout));
}

task<void> cancel_caller(thread_pool& threads, gate& busy)
{
    auto const home = co_await boost::asio::this_coro::executor;
    task_group all{home};
    all.spawn(threads.run([&busy] { pass(&busy); }));
    busy.begun.acquire();
    all.cancel();
    all.spawn(open(busy));
    co_await all.join();
    BOOST_TEST(busy.ended.load());
}

BOOST_AUTO_TEST_CASE(a_caller_that_is_cancelled_waits_until_its_work_has_ended)
{
    boost::asio::io_context context{1};
    thread_pool threads;
    gate busy;
    run_until_done(context, cancel_caller(threads, busy));
}

task<void> run_here(thread_pool& threads, gate& busy)
{
    auto const home = co_await boost::asio::this_coro::executor;
    std::thread::id by;
    co_await threads.run_or_here(1, [&by] { by = std::this_thread::get_id(); });
    BOOST_TEST((by != std::this_thread::get_id()));
    bool failed = false;
    try {
        co_await threads.run_or_here(1, failing);
    }
    catch (std::runtime_error const&) {
        failed = true;
    }
    BOOST_TEST(failed);

    task_group all{home};
    all.spawn(threads.run([&busy] { pass(&busy); }));
    busy.begun.acquire();
    all.spawn(threads.run([] {}));
    while (threads.waiting() == 0)
        co_await sleep_for(std::chrono::milliseconds{1});
    co_await threads.run_or_here(1, [&by] { by = std::this_thread::get_id(); });
    BOOST_TEST((by == std::this_thread::get_id()));
    busy.may_end.release();
    co_await all.join();
}

BOOST_AUTO_TEST_CASE(work_that_must_be_done_is_done_by_the_caller_where_no_thread_is_free)
{
    boost::asio::io_context context{1};
    thread_pool threads{{.threads = 1, .max_waiting = 1}};
    gate busy;
    run_until_done(context, run_here(threads, busy));
}

task<void> run_large(thread_pool& threads)
{
    std::thread::id by;
    co_await threads.run_or_here(101, [&by] { by = std::this_thread::get_id(); });
    BOOST_TEST((by == std::this_thread::get_id()));
    for (int i = 0; i < 3; ++i) {
        co_await threads.run_or_here(100, [&by] { by = std::this_thread::get_id(); });
        BOOST_TEST((by != std::this_thread::get_id()));
    }
}

BOOST_AUTO_TEST_CASE(what_callers_hold_together_while_they_wait_has_a_bound)
{
    boost::asio::io_context context{1};
    thread_pool threads{{.max_held = 100}};
    run_until_done(context, run_large(threads));
}

BOOST_AUTO_TEST_SUITE_END()
