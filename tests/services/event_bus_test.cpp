#include <server/services/event_bus.hpp>

#include <tests/support/await.hpp>

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

struct fixture
{
    fixture()
    {
        bus.report_storing_by([this] { return far; });
    }

    // Once what is awaited waits.
    void later(std::function<void()> what)
    {
        boost::asio::post(context, [this, what] { boost::asio::post(context, what); });
    }

    // What whoever stores events does on its way.
    void settle_later(std::uint64_t until)
    {
        later([this, until] {
            far.settled = until;
            bus.notify_progress();
        });
    }

    boost::asio::io_context context;
    services::event_bus::storing far;
    services::event_bus bus;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(event_buses, fixture)

BOOST_AUTO_TEST_CASE(who_waits_for_what_was_taken_does_not_wait_for_what_comes_after)
{
    far = {.taken = 5, .settled = 2};
    settle_later(4);
    later([this] { far.taken = 9; });
    settle_later(5);
    BOOST_TEST(tests::await(context, bus.wait_until_settled(10s)));
    BOOST_TEST(far.settled == 5U);
}

BOOST_AUTO_TEST_CASE(who_waits_for_what_is_not_stored_is_told_so_in_time)
{
    far = {.taken = 5, .settled = 2};
    settle_later(4);
    BOOST_TEST(!tests::await(context, bus.wait_until_settled(20ms)));
}

BOOST_AUTO_TEST_CASE(there_is_room_again_when_enough_is_stored)
{
    auto const most = services::event_bus::max_waiting;
    far = {.taken = most + 10, .settled = 0};
    BOOST_TEST(bus.is_congested());
    settle_later(5);
    settle_later(10);
    tests::await(context, bus.wait_for_room());
    BOOST_TEST(far.settled == 10U);
}

BOOST_AUTO_TEST_SUITE_END()
