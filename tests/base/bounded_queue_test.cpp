#include <server/base/bounded_queue.hpp>
#include <server/base/error.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace praetor;
using queue = bounded_queue<std::string>;

std::size_t length(std::string const& text)
{
    return text.size();
}

task<void> take_all(queue& from, std::vector<std::string>& into)
{
    for (;;) {
        auto const value = co_await from.pop();
        if (!value)
            co_return;
        into.push_back(*value);
    }
}

task<void> put(queue& into, std::string value, std::vector<bool>& told)
{
    bool const taken = co_await into.push(std::move(value));
    told.push_back(taken);
}

struct fixture
{
    boost::asio::io_context context{1};
    task_group group{context.get_executor()};
    std::vector<std::string> taken;
    std::vector<bool> told;

    void run_ready()
    {
        context.restart();
        context.poll();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(bounded_queues, fixture)

BOOST_AUTO_TEST_CASE(values_come_out_in_the_order_in_which_they_went_in)
{
    queue waiting{{.count = 10}};
    group.spawn(take_all(waiting, taken));
    run_ready();
    BOOST_TEST(waiting.try_push("a"));
    BOOST_TEST(waiting.try_push("b"));
    run_ready();
    BOOST_TEST(waiting.try_push("c"));
    waiting.close();
    run_ready();
    BOOST_TEST(taken == (std::vector<std::string>{"a", "b", "c"}));
    BOOST_TEST(group.empty());
}

BOOST_AUTO_TEST_CASE(a_full_queue_refuses_and_leaves_the_value_alone)
{
    queue waiting{{.count = 1}};
    BOOST_TEST(waiting.try_push("a"));
    std::string second = "second";
    BOOST_TEST(!waiting.try_push(std::move(second)));
    BOOST_TEST(second == "second");
    BOOST_TEST(*waiting.try_pop() == "a");
    BOOST_TEST(!waiting.try_pop());
    BOOST_TEST(waiting.try_push(std::move(second)));
}

BOOST_AUTO_TEST_CASE(bytes_are_bounded_too_but_one_value_always_fits)
{
    queue waiting{{.count = 10, .bytes = 5}, length};
    BOOST_TEST(waiting.try_push("longer than five"));
    BOOST_TEST(!waiting.try_push("a"));
    BOOST_TEST(waiting.bytes() == 16u);
    waiting.try_pop();
    BOOST_TEST(waiting.bytes() == 0u);
    BOOST_TEST(waiting.try_push("abc"));
    BOOST_TEST(!waiting.try_push("def"));
    BOOST_TEST(waiting.try_push("de"));
}

BOOST_AUTO_TEST_CASE(a_producer_waits_for_room)
{
    queue waiting{{.count = 1}};
    group.spawn(put(waiting, "a", told));
    group.spawn(put(waiting, "b", told));
    run_ready();
    BOOST_TEST(told == std::vector<bool>{true});
    BOOST_TEST(*waiting.try_pop() == "a");
    run_ready();
    BOOST_TEST(told == (std::vector<bool>{true, true}));
    BOOST_TEST(*waiting.try_pop() == "b");
}

BOOST_AUTO_TEST_CASE(a_closed_queue_takes_nothing_more_and_gives_what_it_has)
{
    queue waiting{{.count = 1}};
    BOOST_TEST(waiting.try_push("a"));
    group.spawn(put(waiting, "too late", told));
    run_ready();
    waiting.close();
    group.spawn(take_all(waiting, taken));
    run_ready();
    BOOST_TEST(told == std::vector<bool>{false});
    BOOST_TEST(taken == std::vector<std::string>{"a"});
    BOOST_TEST(!waiting.try_push("b"));
    BOOST_TEST(group.empty());
}

BOOST_AUTO_TEST_CASE(a_cancelled_consumer_takes_nothing)
{
    queue waiting{{.count = 1}};
    std::vector<std::string> by_the_second;
    auto const first = group.spawn(take_all(waiting, taken));
    group.spawn(take_all(waiting, by_the_second));
    run_ready();
    first.cancel();
    BOOST_TEST(waiting.try_push("a"));
    waiting.close();
    run_ready();
    BOOST_TEST(taken.empty());
    BOOST_TEST(by_the_second == std::vector<std::string>{"a"});
}

BOOST_AUTO_TEST_SUITE_END()
