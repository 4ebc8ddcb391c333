#include <server/base/periodic.hpp>

#include <tests/support/await.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <vector>

namespace {

using namespace praetor;
using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

task<void> pause(boost::asio::io_context& in, std::chrono::milliseconds span)
{
    boost::asio::steady_timer timer{in, span};
    co_await timer.async_wait(boost::asio::use_awaitable);
}

// What a loop does, as its tests want it.
struct steps
{
    task<void> fail_twice()
    {
        times.push_back(clock::now());
        if (times.size() == 1)
            throw 1;
        if (times.size() == 2)
            throw std::runtime_error{"no std::exception is asked for"};
        co_return;
    }

    task<void> always_fail()
    {
        times.push_back(clock::now());
        throw std::runtime_error{"never"};
        co_return;
    }

    task<void> take_a_while()
    {
        times.push_back(clock::now());
        co_await pause(context, 30ms);
        finished = true;
    }

    // Within ten seconds.
    task<bool> done(std::size_t count)
    {
        for (int tries = 0; tries < 1000 && times.size() < count; ++tries)
            co_await pause(context, 10ms);
        co_return times.size() >= count;
    }

    boost::asio::io_context context;
    std::vector<clock::time_point> times;
    bool finished = false;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(periodics, steps)

BOOST_AUTO_TEST_CASE(a_step_that_throws_anything_is_counted_and_the_next_one_comes)
{
    periodic loop{context.get_executor(), "test", {.interval = 1ms, .min_pause = 1ms}, [this] { return fail_twice(); }};
    loop.start();
    BOOST_TEST(tests::await(context, done(4)));
    BOOST_TEST(loop.failures() == 2U);
    tests::await(context, loop.stop());
}

BOOST_AUTO_TEST_CASE(a_step_that_goes_on_failing_is_tried_after_longer_and_longer_pauses)
{
    periodic loop{context.get_executor(), "test", {.interval = 1ms, .min_pause = 5ms, .max_pause = 40ms}, [this] {
                      return always_fail();
                  }};
    loop.start();
    BOOST_TEST(tests::await(context, done(6)));
    tests::await(context, loop.stop());
    for (std::size_t i = 1; i < 6; ++i)
        BOOST_TEST((times[i] - times[i - 1] >= std::min(40ms, 5ms * (1 << (i - 1)))));
}

BOOST_AUTO_TEST_CASE(a_loop_without_an_interval_steps_when_it_is_woken)
{
    periodic loop{context.get_executor(), "test", {.interval = std::nullopt}, [this] { return take_a_while(); }};
    loop.start();
    BOOST_TEST(tests::await(context, done(1)));
    tests::await(context, pause(context, 60ms));
    BOOST_TEST(times.size() == 1U);
    loop.wake();
    BOOST_TEST(tests::await(context, done(2)));
    tests::await(context, loop.stop());
}

BOOST_AUTO_TEST_CASE(who_is_woken_while_it_steps_steps_again)
{
    periodic loop{context.get_executor(), "test", {.interval = std::nullopt}, [this] { return take_a_while(); }};
    loop.start();
    BOOST_TEST(tests::await(context, done(1)));
    loop.wake();
    BOOST_TEST(tests::await(context, done(2)));
    tests::await(context, loop.stop());
}

BOOST_AUTO_TEST_CASE(the_end_waits_for_the_step_under_way)
{
    periodic loop{context.get_executor(), "test", {.interval = 1h}, [this] { return take_a_while(); }};
    loop.start();
    BOOST_TEST(tests::await(context, done(1)));
    tests::await(context, loop.stop());
    BOOST_TEST(finished);
    BOOST_TEST(times.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
