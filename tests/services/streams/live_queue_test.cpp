#include <server/services/streams/live_queue.hpp>

#include <tests/support/await.hpp>

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

using namespace praetor;
using services::live_queue;

namespace {

std::shared_ptr<std::string const> text_of(std::size_t size)
{
    return std::make_shared<std::string const>(size, 'x');
}

} // namespace

BOOST_AUTO_TEST_SUITE(live_queues)

BOOST_AUTO_TEST_CASE(beyond_its_bound_only_ids_are_kept_and_the_order_stays)
{
    live_queue queue{{.texts = 2, .bytes = 1000, .ids = 3}};
    std::vector<uuid> ids;
    for (int i = 0; i < 5; ++i) {
        ids.push_back(uuid::random());
        queue.push(ids.back(), text_of(1));
    }
    BOOST_TEST(!queue.is_closed());
    for (std::size_t i = 0; i < 5; ++i) {
        auto const next = queue.pop();
        BOOST_TEST((next.id == ids[i]));
        BOOST_TEST((next.text != nullptr) == (i < 2));
    }
}

BOOST_AUTO_TEST_CASE(bytes_are_bounded_too)
{
    live_queue queue{{.texts = 100, .bytes = 1000, .ids = 100}};
    queue.push(uuid::random(), text_of(900));
    queue.push(uuid::random(), text_of(900));
    BOOST_TEST(queue.pop().text);
    BOOST_TEST(!queue.pop().text);
}

BOOST_AUTO_TEST_CASE(after_its_last_bound_it_is_closed_and_says_why)
{
    boost::asio::io_context context;
    live_queue queue{{.texts = 1, .bytes = 1000, .ids = 1}};
    for (int i = 0; i < 3; ++i)
        queue.push(uuid::random(), text_of(1));
    BOOST_TEST(queue.why_closed() == "Too much waits for this subscriber");
    tests::await(context, queue.wait());
}

BOOST_AUTO_TEST_CASE(what_a_closed_queue_holds_can_be_taken_and_its_first_reason_stays)
{
    boost::asio::io_context context;
    live_queue queue;
    queue.push(uuid::random(), text_of(1));
    queue.close("the first");
    queue.close("the second");
    queue.push(uuid::random(), text_of(1));
    tests::await(context, queue.wait());
    BOOST_TEST(queue.pop().text);
    BOOST_TEST(queue.empty());
    BOOST_TEST(queue.why_closed() == "the first");
}

BOOST_AUTO_TEST_CASE(where_all_queues_have_too_many_ids_none_gets_more_than_its_share)
{
    live_queue::bounds const limits{.texts = 0, .bytes = 0, .ids = 100, .all_ids = 30};
    live_queue slow{limits};
    for (int i = 0; i < 25; ++i)
        slow.push(uuid::random(), text_of(1));
    BOOST_TEST(!slow.is_closed());
    live_queue quick{limits};
    for (int i = 0; i < 10; ++i)
        quick.push(uuid::random(), text_of(1));
    BOOST_TEST(!quick.is_closed());
    slow.push(uuid::random(), text_of(1));
    BOOST_TEST(slow.is_closed());
    while (!slow.empty())
        slow.pop();
    while (!quick.empty())
        quick.pop();
    for (int i = 0; i < 30; ++i)
        quick.push(uuid::random(), text_of(1));
    BOOST_TEST(!quick.is_closed());
}

BOOST_AUTO_TEST_CASE(who_waits_is_woken_by_what_comes)
{
    boost::asio::io_context context;
    live_queue queue;
    boost::asio::post(context, [&] { queue.push(uuid::random(), text_of(1)); });
    tests::await(context, queue.wait());
    BOOST_TEST(!queue.empty());
}

BOOST_AUTO_TEST_SUITE_END()
