#include <server/services/event_bus.hpp>

#include <tests/support/await.hpp>

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

// A recorder that does what a test says.
struct told_recorder final : services::event_recorder
{
    std::uint64_t taken() const noexcept override { return taken_; }
    std::uint64_t settled() const noexcept override { return settled_; }
    double load() const noexcept override { return load_; }
    void flush() override { ++flushes_; }

    std::uint64_t taken_ = 0;
    std::uint64_t settled_ = 0;
    double load_ = 0;
    int flushes_ = 0;
};

struct fixture
{
    fixture() { bus.record_by({&events, &runs}); }

    // Once what is awaited waits.
    void later(std::function<void()> what)
    {
        boost::asio::post(context, [this, what] { boost::asio::post(context, what); });
    }

    // What whoever stores events does on its way.
    void settle_later(told_recorder& by, std::uint64_t until)
    {
        later([this, &by, until] {
            by.settled_ = until;
            bus.notify_progress();
        });
    }

    boost::asio::io_context context;
    told_recorder events;
    told_recorder runs;
    services::event_bus bus;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(event_buses, fixture)

BOOST_AUTO_TEST_CASE(who_waits_for_what_was_taken_does_not_wait_for_what_comes_after)
{
    events.taken_ = 5;
    events.settled_ = 2;
    settle_later(events, 4);
    later([this] { events.taken_ = 9; });
    settle_later(events, 5);
    BOOST_TEST(tests::await(context, bus.wait_until_settled(10s)));
    BOOST_TEST(events.settled_ == 5U);
    BOOST_TEST(events.flushes_ == 1);
}

BOOST_AUTO_TEST_CASE(who_waits_for_what_is_not_stored_is_told_so_in_time)
{
    events.taken_ = 5;
    settle_later(events, 4);
    BOOST_TEST(!tests::await(context, bus.wait_until_settled(20ms)));
}

BOOST_AUTO_TEST_CASE(what_one_recorder_has_stored_beyond_stands_for_nothing_of_another)
{
    events.taken_ = runs.taken_ = 5;
    auto const until = bus.taken();
    events.taken_ = events.settled_ = 100;
    runs.settled_ = 4;
    BOOST_TEST(!bus.are_settled(until));
    settle_later(runs, 5);
    tests::await(context, bus.wait_until_settled(until));
    BOOST_TEST(runs.settled_ == 5U);
}

BOOST_AUTO_TEST_CASE(there_is_room_again_when_the_fullest_has_some)
{
    runs.load_ = 2.5;
    BOOST_TEST(bus.is_congested());
    BOOST_TEST(bus.is_full());
    later([this] {
        runs.load_ = 1.5;
        bus.notify_progress();
    });
    tests::await(context, bus.wait_for_last_room());
    BOOST_TEST(bus.is_congested());
    later([this] {
        runs.load_ = 0.5;
        bus.notify_progress();
    });
    tests::await(context, bus.wait_for_room());
    BOOST_TEST(!bus.is_congested());
}

BOOST_AUTO_TEST_SUITE_END()
