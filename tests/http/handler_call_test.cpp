// What a handler gives becomes an answer; where its kind is large, beside the thread that makes answers.
#include <server/http/handler_call.hpp>

#include <server/base/run.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <thread>
#include <utility>

namespace praetor::tests {

// Text that knows who wrote it into an answer.
struct page
{
    std::string text;
    std::thread::id* written_by;
};

} // namespace praetor::tests

template <>
struct praetor::json::codec<praetor::tests::page>
{
    static void write(std::string& out, tests::page const& value)
    {
        *value.written_by = std::this_thread::get_id();
        write_string(out, value.text);
    }
};

namespace praetor::tests {

struct first_page : page
{};

} // namespace praetor::tests

template <>
struct praetor::json::codec<praetor::tests::first_page> : codec<praetor::tests::page>
{};

namespace {

using namespace praetor;
using praetor::tests::first_page;

task<http::reply<tests::page>> make_page(std::size_t size, std::thread::id* written_by)
{
    co_return http::reply<tests::page>{{std::string(size, 'x'), written_by}, 201};
}

struct threaded_scope
{
    thread_pool& threads() { return pool; }
    thread_pool& pool;
};

// Its handlers make their answers of so many bytes.
struct keeping_scope
{
    thread_pool& threads() { return pool; }
    http::kept_result take_kept() { return {std::exchange(kept, nullptr), bytes}; }
    thread_pool& pool;
    std::shared_ptr<int> kept;
    std::size_t bytes;
};

struct bare_scope
{};

task<void> answer_pages(thread_pool& threads)
{
    auto const here = std::this_thread::get_id();
    std::thread::id written_by;
    threaded_scope scope{threads};
    bare_scope bare;
    auto made = co_await http::detail::answer(make_page(1'000'000, &written_by), scope);
    BOOST_TEST((written_by == here));
    made = co_await http::detail::answer(make_page(1'000'000, &written_by), scope);
    BOOST_TEST((written_by != here));
    BOOST_TEST(made.status == 201);
    BOOST_TEST(made.body.size() == 1'000'002U);
    made = co_await http::detail::answer(make_page(1'000'000, &written_by), bare);
    BOOST_TEST((written_by == here));
    for (int i = 0; i < 10; ++i)
        made = co_await http::detail::answer(make_page(10, &written_by), scope);
    BOOST_TEST((written_by == here));
    BOOST_TEST(made.body == "\"xxxxxxxxxx\"");
}

task<first_page> make_first_page(std::size_t size, std::thread::id* written_by)
{
    co_return first_page{{std::string(size, 'x'), written_by}};
}

task<void> answer_of_a_long_result(thread_pool& threads)
{
    std::thread::id written_by;
    auto const kept = std::make_shared<int>();
    keeping_scope scope{threads, kept, 1'000'000};
    auto const made = co_await http::detail::answer(make_first_page(1'000'000, &written_by), scope);
    BOOST_TEST((written_by != std::this_thread::get_id()));
    BOOST_TEST(made.body.size() == 1'000'002U);
    BOOST_TEST(made.kept.bytes == 1'000'000U);
    BOOST_TEST((made.kept.what == kept));
}

} // namespace

BOOST_AUTO_TEST_SUITE(handler_call)

BOOST_AUTO_TEST_CASE(answers_of_a_kind_that_is_large_are_written_by_a_thread_until_they_are_short_again)
{
    boost::asio::io_context context{1};
    thread_pool threads;
    run_until_done(context, answer_pages(threads));
}

BOOST_AUTO_TEST_CASE(the_first_answer_of_a_long_result_is_written_by_a_thread_too_and_keeps_its_share)
{
    boost::asio::io_context context{1};
    thread_pool threads;
    run_until_done(context, answer_of_a_long_result(threads));
}

BOOST_AUTO_TEST_SUITE_END()
