#include <server/base/error.hpp>
#include <server/base/run.hpp>
#include <server/base/signal.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

task<void> note_when_woken(praetor::signal& changed, std::string& into, char name)
{
    co_await changed.wait();
    into += name;
}

task<void> note_how_it_ends(praetor::signal& changed, std::string& into)
{
    std::exception_ptr failed;
    try {
        co_await changed.wait();
        into += "woken";
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (is_cancellation(failed))
        into += "cancelled";
}

struct fixture
{
    boost::asio::io_context context{1};
    task_group group{context.get_executor()};
    std::string heard;

    // What is due now; waiters stay.
    void run_ready()
    {
        context.restart();
        context.poll();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(signals, fixture)

BOOST_AUTO_TEST_CASE(one_notification_wakes_the_one_that_waits_longest)
{
    praetor::signal changed;
    for (char const name : {'a', 'b', 'c'})
        group.spawn(note_when_woken(changed, heard, name));
    run_ready();
    changed.notify_one();
    BOOST_TEST(heard.empty()); // later, not inside
    run_ready();
    BOOST_TEST(heard == "a");
    changed.notify_all();
    run_ready();
    BOOST_TEST(heard == "abc");
    changed.notify_one(); // nobody waits: forgotten
    group.spawn(note_when_woken(changed, heard, 'd'));
    run_ready();
    BOOST_TEST(heard == "abc");
    changed.notify_one();
    run_ready();
    BOOST_TEST(heard == "abcd");
}

BOOST_AUTO_TEST_CASE(a_wait_ends_when_its_time_has_passed)
{
    praetor::signal changed;
    BOOST_TEST(!run_until_done(context, changed.wait_for(1ms)));
}

BOOST_AUTO_TEST_CASE(a_cancelled_waiter_throws_and_takes_no_notification)
{
    praetor::signal changed;
    auto const first = group.spawn(note_how_it_ends(changed, heard));
    group.spawn(note_when_woken(changed, heard, '+'));
    run_ready();
    first.cancel();
    run_ready();
    BOOST_TEST(heard == "cancelled");
    changed.notify_one();
    run_ready();
    BOOST_TEST(heard == "cancelled+");
}

BOOST_AUTO_TEST_CASE(a_waiter_that_is_notified_and_cancelled_at_once_has_the_notification)
{
    praetor::signal changed;
    auto const first = group.spawn(note_how_it_ends(changed, heard));
    run_ready();
    changed.notify_one();
    first.cancel();
    run_ready();
    BOOST_TEST(heard == "woken");
}

BOOST_AUTO_TEST_CASE(a_waiter_outlives_a_signal_that_is_destroyed)
{
    std::optional<praetor::signal> changed{std::in_place};
    group.spawn(note_how_it_ends(*changed, heard));
    group.spawn(note_how_it_ends(*changed, heard));
    run_ready();
    changed.reset();
    run_ready();
    BOOST_TEST(heard == "cancelledcancelled");
}

BOOST_AUTO_TEST_SUITE_END()
