#include <server/base/deadline.hpp>
#include <server/base/run.hpp>
#include <server/base/task_group.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

// Lives in a coroutine's frame and says when that goes.
struct guest
{
    explicit guest(int& count) : count_(count) { ++count_; }
    guest(guest const&) = delete;
    guest& operator=(guest const&) = delete;
    ~guest() { --count_; }

private:
    int& count_;
};

task<void> stay(int& alive)
{
    guest const here{alive};
    co_await sleep_for(1h);
}

task<void> leave_after(std::chrono::milliseconds span, int& alive)
{
    guest const here{alive};
    co_await sleep_for(span);
}

task<void> fail_after(std::chrono::milliseconds span, std::string words)
{
    co_await sleep_for(span);
    throw std::runtime_error{words};
}

task<void> fail_on_cancellation()
{
    bool cancelled = false;
    try {
        co_await sleep_for(1h);
    }
    catch (boost::system::system_error const&) {
        cancelled = true;
    }
    if (cancelled)
        throw std::runtime_error{"could not clean up"};
}

task<void> join_both(boost::asio::any_io_executor executor, int& alive, std::string& failed)
{
    task_group group{executor};
    group.spawn(stay(alive));
    group.spawn(fail_after(1ms, "lost"));
    group.spawn(stay(alive));
    try {
        co_await group.join();
    }
    catch (std::runtime_error const& thrown) {
        failed = thrown.what();
    }
}

task<void> stop_soon(boost::asio::any_io_executor executor, int& alive)
{
    task_group group{executor};
    group.spawn(stay(alive));
    group.spawn(leave_after(1ms, alive));
    co_await sleep_for(3ms);
    co_await group.stop();
}

task<void> join_a_group(task_group& group)
{
    co_await group.join();
}

struct fixture
{
    boost::asio::io_context context{1};
    int alive = 0;
    std::string failed;

    void run_ready()
    {
        context.restart();
        context.poll();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(task_groups, fixture)

BOOST_AUTO_TEST_CASE(the_first_failure_cancels_the_other_children_and_is_thrown_by_join)
{
    run_until_done(context, join_both(context.get_executor(), alive, failed));
    BOOST_TEST(failed == "lost");
    BOOST_TEST(alive == 0);
}

BOOST_AUTO_TEST_CASE(stop_ends_every_child_before_it_returns_and_cancellation_is_no_failure)
{
    run_until_done(context, stop_soon(context.get_executor(), alive));
    BOOST_TEST(alive == 0);
}

BOOST_AUTO_TEST_CASE(a_child_that_fails_while_it_is_cancelled_is_told_of)
{
    task_group group{context.get_executor()};
    group.spawn(fail_on_cancellation());
    run_ready();
    BOOST_CHECK_THROW(run_until_done(context, group.stop()), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(what_an_independent_child_throws_concerns_no_other)
{
    task_group group{context.get_executor(), [&](std::exception_ptr thrown) {
                         try {
                             std::rethrow_exception(thrown);
                         }
                         catch (std::exception const& told) {
                             failed += told.what();
                         }
                     }};
    group.spawn(fail_after(0ms, "a"));
    group.spawn(stay(alive));
    group.spawn(fail_after(2ms, "b"));
    context.run_for(50ms);
    BOOST_TEST(failed == "ab");
    BOOST_TEST(alive == 1);
    run_until_done(context, group.stop());
    BOOST_TEST(alive == 0);
    BOOST_TEST(failed == "ab");
}

BOOST_AUTO_TEST_CASE(one_child_is_cancelled_alone)
{
    task_group group{context.get_executor()};
    auto const first = group.spawn(stay(alive));
    group.spawn(stay(alive));
    run_ready();
    first.cancel();
    run_ready();
    BOOST_TEST(alive == 1);
    BOOST_TEST(group.size() == 1u);
    first.cancel(); // it has ended: nothing
    run_until_done(context, group.stop());
}

BOOST_AUTO_TEST_CASE(a_child_that_comes_after_the_end_is_cancelled_at_once)
{
    task_group group{context.get_executor()};
    group.cancel();
    group.spawn(stay(alive));
    run_until_done(context, group.join());
    BOOST_TEST(alive == 0);
}

BOOST_AUTO_TEST_CASE(who_joins_and_is_cancelled_waits_for_the_children_all_the_same)
{
    task_group group{context.get_executor()};
    task_group owners{context.get_executor()};
    group.spawn(stay(alive));
    auto const owner = owners.spawn(join_a_group(group));
    run_ready();
    owner.cancel();
    run_ready();
    BOOST_TEST(alive == 0);
    BOOST_TEST(group.empty());
    BOOST_TEST(owners.empty());
}

BOOST_AUTO_TEST_CASE(a_group_that_is_destroyed_before_its_children_ends_the_program)
{
    auto const process = ::fork();
    if (process == 0) {
        std::signal(SIGABRT, SIG_DFL);
        ::close(STDERR_FILENO);
        std::set_terminate([] { ::_exit(77); });
        {
            task_group group{context.get_executor()};
            group.spawn(stay(alive));
            context.poll();
        }
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(process, &status, 0);
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 77);
}

BOOST_AUTO_TEST_CASE(of_two_that_race_the_first_to_end_cancels_the_other_and_both_are_gone)
{
    run_until_done(context, race(stay(alive), leave_after(1ms, alive)));
    BOOST_TEST(alive == 0);
    run_until_done(context, race(leave_after(1ms, alive), stay(alive)));
    BOOST_TEST(alive == 0);
}

BOOST_AUTO_TEST_CASE(a_race_throws_what_the_first_threw_or_the_other_in_its_cancellation)
{
    BOOST_CHECK_EXCEPTION(run_until_done(context, race(fail_after(1ms, "first"), fail_on_cancellation())),
                          std::runtime_error, [](auto const& thrown) { return thrown.what() == std::string{"first"}; });
    BOOST_CHECK_EXCEPTION(run_until_done(context, race(fail_on_cancellation(), leave_after(1ms, alive))),
                          std::runtime_error,
                          [](auto const& thrown) { return thrown.what() == std::string{"could not clean up"}; });
}

BOOST_AUTO_TEST_CASE(a_race_that_is_cancelled_ends_both)
{
    task_group owners{context.get_executor()};
    auto const owner = owners.spawn(race(stay(alive), stay(alive)));
    run_ready();
    BOOST_TEST(alive == 2);
    owner.cancel();
    run_ready();
    BOOST_TEST(alive == 0);
    BOOST_TEST(owners.empty());
}

BOOST_AUTO_TEST_SUITE_END()
