#include <server/base/error.hpp>
#include <server/base/memory_budget.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

struct fixture
{
    memory_budget budget{100};
    boost::asio::io_context context{1};
    task_group group{context.get_executor()};
    std::string came; // the names of those who got theirs, in that order
    std::vector<memory_budget::share> held;

    task<void> take(char name, std::size_t bytes, std::chrono::milliseconds timeout = 1min)
    {
        try {
            auto share = co_await budget.take(bytes, timeout);
            held.push_back(std::move(share));
            came += name;
        }
        catch (error const& refused) {
            BOOST_TEST((refused.code() == errc::unavailable));
            came += '!';
        }
    }

    void run_ready()
    {
        context.restart();
        context.poll();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(memory_budgets, fixture)

BOOST_AUTO_TEST_CASE(who_asks_for_more_than_is_left_waits_until_it_is_given_back)
{
    group.spawn(take('a', 60));
    group.spawn(take('b', 60));
    run_ready();
    BOOST_TEST(came == "a");
    BOOST_TEST(budget.bytes() == 60u);
    held.front().shrink(40);
    run_ready();
    BOOST_TEST(came == "ab");
    held.clear();
    BOOST_TEST(budget.bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(a_small_one_does_not_pass_a_large_one_that_waits)
{
    group.spawn(take('a', 60));
    group.spawn(take('b', 50));
    group.spawn(take('c', 10));
    run_ready();
    BOOST_TEST(came == "a");
    held.clear();
    run_ready();
    BOOST_TEST(came == "abc");
}

BOOST_AUTO_TEST_CASE(one_that_is_larger_than_all_there_is_gets_all_there_is)
{
    group.spawn(take('a', 1));
    group.spawn(take('b', 1'000));
    run_ready();
    BOOST_TEST(came == "a");
    held.clear();
    run_ready();
    BOOST_TEST(came == "ab");
    BOOST_TEST(budget.bytes() == 100u);
}

BOOST_AUTO_TEST_CASE(who_waits_too_long_is_refused_and_the_next_one_comes)
{
    group.spawn(take('a', 60));
    group.spawn(take('b', 60, 1ms));
    group.spawn(take('c', 40));
    context.restart();
    context.run_for(100ms);
    BOOST_TEST(came == "a!c");
}

BOOST_AUTO_TEST_CASE(who_is_cancelled_while_it_waits_has_taken_nothing)
{
    group.spawn(take('a', 60));
    task_group others{context.get_executor()};
    others.spawn(take('b', 60));
    group.spawn(take('c', 40));
    run_ready();
    BOOST_TEST(came == "a");
    others.cancel();
    run_ready();
    BOOST_TEST(came == "ac");
    BOOST_TEST(budget.bytes() == 100u);
}

BOOST_AUTO_TEST_SUITE_END()
