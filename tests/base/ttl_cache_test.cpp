#include <server/base/ttl_cache.hpp>

#include <tests/support/await.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace {

using namespace praetor;
using cache = ttl_cache<std::string, int>;
using namespace std::chrono_literals;

int loads = 0;

task<int> length(std::string key)
{
    ++loads;
    co_await boost::asio::post(boost::asio::use_awaitable);
    if (key.empty())
        throw std::runtime_error{"no key"};
    co_return static_cast<int>(key.size());
}

task<int> slow_length(std::string key)
{
    ++loads;
    auto const executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer pause{executor, 20ms};
    co_await pause.async_wait(boost::asio::use_awaitable);
    co_return static_cast<int>(key.size());
}

struct fixture
{
    fixture() { loads = 0; }

    int get(cache& from, std::string key) { return tests::await(context, from.get(std::move(key), length)); }

    boost::asio::io_context context;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ttl_caches, fixture)

BOOST_AUTO_TEST_CASE(a_value_is_loaded_once_and_kept)
{
    cache kept{10, 1h};
    BOOST_TEST(get(kept, "four") == 4);
    BOOST_TEST(get(kept, "four") == 4);
    BOOST_TEST(loads == 1);
    BOOST_TEST(kept.counts().hits == 1u);
    BOOST_TEST(kept.counts().misses == 1u);
}

BOOST_AUTO_TEST_CASE(a_value_that_is_forgotten_or_too_old_is_loaded_again)
{
    cache kept{10, 1h};
    get(kept, "four");
    kept.forget("four");
    get(kept, "four");
    BOOST_TEST(loads == 2);
    cache brief{10, 0s};
    get(brief, "four");
    get(brief, "four");
    BOOST_TEST(loads == 4);
}

BOOST_AUTO_TEST_CASE(the_value_asked_for_longest_ago_makes_room)
{
    cache kept{2, 1h};
    get(kept, "a");
    get(kept, "bb");
    get(kept, "a");
    get(kept, "ccc");
    BOOST_TEST(kept.size() == 2u);
    get(kept, "a");
    BOOST_TEST(loads == 3);
    get(kept, "bb");
    BOOST_TEST(loads == 4);
    BOOST_TEST(kept.counts().evictions == 2u);
}

BOOST_AUTO_TEST_CASE(those_who_ask_at_once_share_one_load)
{
    cache kept{10, 1h};
    int answers = 0;
    for (int i = 0; i < 5; ++i)
        boost::asio::co_spawn(context, kept.get("four", length),
                              [&](std::exception_ptr, int value) { answers += value == 4; });
    context.run();
    BOOST_TEST(answers == 5);
    BOOST_TEST(loads == 1);
}

BOOST_AUTO_TEST_CASE(a_load_that_fails_fails_for_all_who_wait_and_is_not_kept)
{
    cache kept{10, 1h};
    int failures = 0;
    for (int i = 0; i < 3; ++i)
        boost::asio::co_spawn(context, kept.get("", length),
                              [&](std::exception_ptr failed, int) { failures += failed != nullptr; });
    context.run();
    BOOST_TEST(failures == 3);
    BOOST_TEST(loads == 1);
    BOOST_TEST(kept.size() == 0u);
}

BOOST_AUTO_TEST_CASE(what_is_forgotten_while_it_loads_is_given_and_not_kept)
{
    cache kept{10, 1h};
    int given = 0;
    boost::asio::co_spawn(context, kept.get("four", length), [&](std::exception_ptr, int value) { given = value; });
    context.poll_one();
    kept.forget("four");
    context.run();
    BOOST_TEST(given == 4);
    BOOST_TEST(kept.size() == 0u);
}

BOOST_AUTO_TEST_CASE(who_leaves_while_he_loads_hands_the_load_on_to_one_who_waits)
{
    cache kept{10, 1h};
    boost::asio::cancellation_signal leaves;
    std::exception_ptr left;
    int answers = 0;
    boost::asio::co_spawn(
        context, kept.get("four", slow_length),
        boost::asio::bind_cancellation_slot(leaves.slot(), [&](std::exception_ptr failed, int) { left = failed; }));
    for (int i = 0; i < 3; ++i)
        boost::asio::co_spawn(context, kept.get("four", slow_length),
                              [&](std::exception_ptr failed, int value) { answers += !failed && value == 4; });
    context.poll();
    leaves.emit(boost::asio::cancellation_type::terminal);
    context.run();
    BOOST_TEST(!!left);
    BOOST_TEST(answers == 3);
    BOOST_TEST(loads == 2);
    BOOST_TEST(kept.size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_leaves_while_he_waits_leaves_the_load_alone)
{
    cache kept{10, 1h};
    boost::asio::cancellation_signal leaves;
    std::exception_ptr left;
    int answer = 0;
    boost::asio::co_spawn(context, kept.get("four", slow_length),
                          [&](std::exception_ptr, int value) { answer = value; });
    boost::asio::co_spawn(
        context, kept.get("four", slow_length),
        boost::asio::bind_cancellation_slot(leaves.slot(), [&](std::exception_ptr failed, int) { left = failed; }));
    context.poll();
    leaves.emit(boost::asio::cancellation_type::terminal);
    context.run();
    BOOST_TEST(!!left);
    BOOST_TEST(answer == 4);
    BOOST_TEST(loads == 1);
}

BOOST_AUTO_TEST_SUITE_END()
