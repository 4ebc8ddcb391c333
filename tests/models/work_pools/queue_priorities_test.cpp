#include <models/work_pools/queue_priorities.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>

using namespace praetor;
using namespace praetor::models;

namespace {

uuid id_of(int number)
{
    return *uuid::parse("00000000-0000-4000-8000-00000000000" + std::to_string(number));
}

std::vector<queue_priority> queues(std::vector<std::int64_t> const& priorities)
{
    std::vector<queue_priority> all;
    for (int i = 0; auto const one : priorities)
        all.push_back({id_of(i++), one});
    return all;
}

// All priorities after the change, by queue.
std::vector<std::int64_t> after(std::vector<queue_priority> all, std::optional<queue_priority> moved)
{
    for (auto const& changed : shifted_priorities(all, moved))
        std::ranges::find(all, changed.id, &queue_priority::id)->priority = changed.priority;
    std::vector<std::int64_t> made;
    for (auto const& one : all)
        made.push_back(one.priority);
    return made;
}

using numbers = std::vector<std::int64_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(queue_priorities)

BOOST_AUTO_TEST_CASE(a_new_queue_takes_the_first_priority_that_is_free)
{
    BOOST_TEST(free_priority({}) == 1);
    BOOST_TEST(free_priority(queues({1, 2, 3})) == 4);
    BOOST_TEST(free_priority(queues({4, 1, 2})) == 3);
    BOOST_TEST(free_priority(queues({2})) == 1);
}

BOOST_AUTO_TEST_CASE(a_queue_that_moves_forward_pushes_the_others_back_as_far_as_they_must)
{
    BOOST_TEST(after(queues({1, 2, 3}), queue_priority{id_of(2), 1}) == (numbers{2, 3, 1}));
    BOOST_TEST(after(queues({1, 2, 5, 9}), queue_priority{id_of(3), 2}) == (numbers{1, 3, 5, 2}));
}

BOOST_AUTO_TEST_CASE(a_queue_that_moves_behind_all_others_changes_alone)
{
    BOOST_TEST(after(queues({1, 2, 3}), queue_priority{id_of(0), 7}) == (numbers{7, 2, 3}));
    BOOST_TEST(shifted_priorities(queues({1, 2, 3}), queue_priority{id_of(1), 2}).empty());
}

BOOST_AUTO_TEST_CASE(those_that_stay_behind_when_one_goes_are_unique_and_keep_their_order)
{
    BOOST_TEST(after(queues({2, 2, 5}), std::nullopt) == (numbers{2, 3, 5}));
    BOOST_TEST(shifted_priorities(queues({1, 4, 9}), std::nullopt).empty());
}

BOOST_AUTO_TEST_CASE(priorities_stay_positive_and_unique_whatever_moves)
{
    std::mt19937 random{7};
    std::uniform_int_distribution<int> any_queue{0, 5};
    std::uniform_int_distribution<std::int64_t> any_priority{1, 12};
    auto all = queues({1, 2, 3, 4, 5, 6});
    for (int i = 0; i < 2'000; ++i) {
        queue_priority const moved{id_of(any_queue(random)), any_priority(random)};
        for (auto const& changed : shifted_priorities(all, moved))
            std::ranges::find(all, changed.id, &queue_priority::id)->priority = changed.priority;
        std::ranges::sort(all, {}, &queue_priority::priority);
        std::set<std::int64_t> unique;
        for (auto const& one : all)
            unique.insert(one.priority);
        BOOST_REQUIRE(unique.size() == all.size());
        BOOST_REQUIRE(*unique.begin() >= 1);
        BOOST_REQUIRE(std::ranges::find(all, moved.id, &queue_priority::id)->priority == moved.priority);
    }
}

BOOST_AUTO_TEST_SUITE_END()
