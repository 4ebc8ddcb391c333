// What time does to the slots of a limit.
#include <boost/test/unit_test.hpp>

#include <models/limits/slot_arithmetic.hpp>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

constexpr models::max_waits waits{30, 60};

models::concurrency_limit limit_of(std::int64_t active, double decay, timestamp updated)
{
    models::concurrency_limit made;
    made.active = true;
    made.name = "a";
    made.limit = 10;
    made.active_slots = active;
    made.slot_decay_per_second = decay;
    made.avg_slot_occupancy_seconds = 2;
    made.updated = updated;
    return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(slot_arithmetic)

BOOST_AUTO_TEST_CASE(slots_decay_by_whole_ones)
{
    auto const start = now();
    auto const limit = limit_of(5, 0.5, start);
    BOOST_TEST(models::active_slots_at(limit, start + 1s) == 5);
    BOOST_TEST(models::active_slots_at(limit, start + 2s) == 4);
    BOOST_TEST(models::active_slots_at(limit, start + 1h) == 0);
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_behind_neither_takes_slots_nor_denies_any_nor_moves_the_update_back)
{
    auto const start = now();
    auto limit = limit_of(5, 0.5, start + 10s);
    BOOST_TEST(models::active_slots_at(limit, start) == 5);
    models::take_slots(limit, 1, start, waits);
    BOOST_TEST(limit.active_slots == 6);
    BOOST_TEST(limit.denied_slots == 0);
    BOOST_TEST((limit.updated == start + 10s));
}

BOOST_AUTO_TEST_CASE(denials_are_forgotten_as_fast_as_slots_come_free)
{
    auto const start = now();
    auto limit = limit_of(10, 0, start);
    limit.denied_slots = 3;
    models::release_slots_of(limit, 1, std::nullopt, start + 4s, waits); // an occupancy of two seconds: two came free
    BOOST_TEST(limit.denied_slots == 1);
    BOOST_TEST(limit.active_slots == 9);
}

BOOST_AUTO_TEST_CASE(a_wait_is_spread_between_its_bounds)
{
    for (int i = 0; i < 1000; ++i) {
        auto const wait = models::jitter_around(10, 0.5);
        BOOST_TEST_REQUIRE(wait >= 6.29);
        BOOST_TEST_REQUIRE(wait <= 15.0);
    }
    BOOST_TEST(models::jitter_around(0) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
