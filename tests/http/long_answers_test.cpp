// Long answers are compressed beside the thread that makes answers, where there is room for it.
#include <server/base/thread_pool.hpp>

#include <tests/support/await.hpp>
#include <tests/support/handler_server.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <future>
#include <memory>
#include <semaphore>
#include <thread>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

// Answers /N with N bytes.
struct sizing_handler final : http::handler
{
    task<http::response> handle(http::request& rq) override
    {
        http::response made;
        made.body = std::string(std::strtoul(rq.path.c_str() + 1, nullptr, 10), 'x');
        co_return made;
    }
};

// Answers with 30 MB, and says when what they were made of was given back.
struct keeping_handler final : http::handler
{
    explicit keeping_handler(std::binary_semaphore& says) : given_back(says) {}
    task<http::response> handle(http::request&) override
    {
        http::response made;
        made.body = std::string(30'000'000, 'x');
        made.kept = {
            std::shared_ptr<void>{&given_back, [](void* of) { static_cast<std::binary_semaphore*>(of)->release(); }},
            30'000'000};
        co_return made;
    }
    std::binary_semaphore& given_back;
};

// A pool with one thread, which is at work until free() is called.
struct busy_pool
{
    explicit busy_pool(std::size_t max_waiting) : threads({.threads = 1, .max_waiting = max_waiting})
    {
        held = boost::asio::co_spawn(context, threads.run([this] {
            begun.release();
            may_end.acquire();
        }),
                                     boost::asio::use_future);
        runs = std::thread{[this] { context.run(); }};
        begun.acquire();
    }
    ~busy_pool()
    {
        free();
        held.get();
        runs.join();
    }
    void free()
    {
        if (!std::exchange(is_free, true))
            may_end.release();
    }

    boost::asio::io_context context;
    thread_pool threads;
    std::binary_semaphore begun{0};
    std::binary_semaphore may_end{0};
    bool is_free = false;
    std::future<void> held;
    std::thread runs;
};

tests::answer ask_for(tests::handler_server const& server, std::size_t size)
{
    return server.ask("GET", '/' + std::to_string(size), {{"Accept-Encoding", "gzip"}});
}

bool is_packed(tests::answer const& got)
{
    return got.status == 200 && got.headers.contains("content-encoding") && got.body.size() < 100'000;
}

} // namespace

BOOST_AUTO_TEST_SUITE(long_answers)

BOOST_AUTO_TEST_CASE(a_long_answer_is_compressed_by_a_thread_while_others_are_answered)
{
    auto with = std::make_unique<busy_pool>(10);
    sizing_handler handler;
    http::server_options options;
    options.threads = &with->threads;
    tests::handler_server server{handler, options};
    auto long_one = std::async(std::launch::async, [&] { return ask_for(server, 1'000'000); });
    for (int tries = 0; tries < 1'000 && with->threads.waiting() == 0; ++tries)
        std::this_thread::sleep_for(10ms);
    BOOST_TEST(with->threads.waiting() == 1U);
    BOOST_TEST(is_packed(ask_for(server, 1'000)));
    BOOST_TEST((long_one.wait_for(0s) == std::future_status::timeout));
    with->free();
    BOOST_TEST(is_packed(long_one.get()));
    with.reset(); // its thread may still be at the io_context of the server
}

BOOST_AUTO_TEST_CASE(a_long_answer_for_which_no_thread_is_free_is_compressed_at_once)
{
    auto with = std::make_unique<busy_pool>(1);
    auto waits = boost::asio::co_spawn(with->context, with->threads.run([] {}), boost::asio::use_future);
    while (with->threads.waiting() == 0)
        std::this_thread::sleep_for(10ms);
    sizing_handler handler;
    http::server_options options;
    options.threads = &with->threads;
    tests::handler_server server{handler, options};
    BOOST_TEST(is_packed(ask_for(server, 1'000'000)));
    with->free();
    waits.get();
    with.reset();
}

BOOST_AUTO_TEST_CASE(what_an_answer_was_made_of_is_given_back_when_it_is_sent_and_not_when_it_was_read)
{
    std::binary_semaphore given_back{0};
    keeping_handler handler{given_back};
    tests::handler_server server{handler, {}};
    boost::asio::io_context context;
    boost::asio::ip::tcp::socket client{context};
    client.open(boost::asio::ip::tcp::v4());
    client.set_option(boost::asio::socket_base::receive_buffer_size{4'096});
    client.connect({boost::asio::ip::make_address("127.0.0.1"), server.port()});
    boost::asio::write(client, boost::asio::buffer(std::string_view{"GET / HTTP/1.1\r\nHost: x\r\n\r\n"}));
    BOOST_TEST(given_back.try_acquire_for(10s)); // and nothing was read
}

BOOST_AUTO_TEST_SUITE_END()
