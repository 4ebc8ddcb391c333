// Large bodies are parsed by a thread, and no more of them at once than there is memory for.
#include <server/http/router.hpp>
#include <tests/support/plain_request.hpp>

#include <server/base/run.hpp>
#include <server/base/signal.hpp>
#include <server/base/task_group.hpp>
#include <server/base/thread_pool.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace praetor::tests {

// A body that its handler gets as it was parsed.
struct parsed_list
{
    boost::json::value document;
};

} // namespace praetor::tests

template <>
struct praetor::json::schema<praetor::tests::parsed_list> : praetor::json::schema<std::vector<std::string>>
{};

namespace {

using namespace praetor;
using praetor::tests::plain_request;

// What the handlers under way are held by.
struct handlers
{
    int begun = 0;
    bool may_end = false;
    praetor::signal changed;
};

struct scope
{
    thread_pool& threads() { return pool; }
    http::request& rq;
    thread_pool& pool;
    handlers& held;
};

// Keeps what was sent until it may end.
task<std::int64_t> keep_document(scope& rq, http::body<tests::parsed_list> sent)
{
    ++rq.held.begun;
    rq.held.changed.notify_all();
    while (!rq.held.may_end)
        co_await rq.held.changed.wait();
    co_return static_cast<std::int64_t>(sent->document.as_array().front().as_string().size());
}

struct keeping_routes
{
    keeping_routes() { routes.post<"/documents/", keep_document>().needs(role::anyone); }

    // A list of one text of so many bytes, which takes as many as a document.
    task<void> send(std::size_t size, std::string* answer)
    {
        plain_request rq{http::method::post, "/api/documents/", {{"Content-Type", "application/json"}}};
        rq.body = "[\"" + std::string(size, 'x') + "\"]";
        auto made = co_await routes.handle(rq);
        *answer = std::move(made.body);
    }

    task<void> wait_for(int begun)
    {
        while (held.begun < begun) {
            bool const has_changed = co_await held.changed.wait_for(std::chrono::seconds{60});
            if (!has_changed)
                throw std::runtime_error{"no handler begins"};
        }
    }

    void let_all_end()
    {
        held.may_end = true;
        held.changed.notify_all();
    }

    boost::asio::io_context context{1};
    thread_pool pool;
    handlers held;
    http::basic_router<scope> routes{[this](http::request& rq) { return scope{rq, pool, held}; }, "/api"};
};

// 40 MB as a document, and 96 MB until it is known to be no more: of 128 MB there is room for one.
constexpr std::size_t long_text = 40'000'000;

task<void> send_long_and_small(keeping_routes& of)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    task_group requests{executor};
    std::array<std::string, 3> answers;
    requests.spawn(of.send(long_text, &answers[0]));
    co_await of.wait_for(1);
    requests.spawn(of.send(long_text, &answers[1]));
    requests.spawn(of.send(10, &answers[2]));
    co_await of.wait_for(2);
    // The small one has passed it; a round trip to the pool later the long one has not begun still.
    co_await of.pool.run([] {});
    BOOST_TEST(of.held.begun == 2);

    of.let_all_end();
    co_await requests.join();
    BOOST_TEST(answers[0] == "40000000");
    BOOST_TEST(answers[1] == "40000000");
    BOOST_TEST(answers[2] == "10");
}

task<void> send_while_one_is_kept(keeping_routes& of)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    task_group requests{executor};
    std::array<std::string, 2> answers;
    requests.spawn(of.send(long_text, &answers[0]));
    co_await of.wait_for(1);
    co_await of.send(long_text, &answers[1]);
    BOOST_TEST(answers[1].find("Service Unavailable") != std::string::npos, answers[1]);
    BOOST_TEST(of.held.begun == 1);

    of.let_all_end();
    co_await requests.join();
    BOOST_TEST(answers[0] == "40000000");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(large_bodies, keeping_routes)

BOOST_AUTO_TEST_CASE(one_waits_until_another_has_given_back_its_memory_and_small_ones_pass_it)
{
    run_until_done(context, send_long_and_small(*this));
}

BOOST_AUTO_TEST_CASE(one_that_waits_too_long_for_memory_is_refused_and_was_not_handled)
{
    run_until_done(context, send_while_one_is_kept(*this));
}

BOOST_AUTO_TEST_SUITE_END()
