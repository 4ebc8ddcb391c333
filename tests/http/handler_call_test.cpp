// What a handler gives becomes an answer; where its kind is large, beside the thread that makes answers.
#include <server/http/handler_call.hpp>

#include <server/base/run.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <thread>

namespace tests {

// Text that knows who wrote it into an answer.
struct page
{
    std::string text;
    std::thread::id* written_by;
};

} // namespace tests

template <>
struct praetor::json::codec<tests::page>
{
    static void write(std::string& out, tests::page const& value)
    {
        *value.written_by = std::this_thread::get_id();
        write_string(out, value.text);
    }
};

namespace {

using namespace praetor;

task<http::reply<tests::page>> make_page(std::size_t size, std::thread::id* written_by)
{
    co_return http::reply<tests::page>{{std::string(size, 'x'), written_by}, 201};
}

task<void> answer_pages(thread_pool& threads)
{
    auto const here = std::this_thread::get_id();
    std::thread::id written_by;
    auto made = co_await http::detail::answer(make_page(1'000'000, &written_by), &threads);
    BOOST_TEST((written_by == here));
    made = co_await http::detail::answer(make_page(1'000'000, &written_by), &threads);
    BOOST_TEST((written_by != here));
    BOOST_TEST(made.status == 201);
    BOOST_TEST(made.body.size() == 1'000'002U);
    made = co_await http::detail::answer(make_page(1'000'000, &written_by), nullptr);
    BOOST_TEST((written_by == here));
    for (int i = 0; i < 10; ++i)
        made = co_await http::detail::answer(make_page(10, &written_by), &threads);
    BOOST_TEST((written_by == here));
    BOOST_TEST(made.body == "\"xxxxxxxxxx\"");
}

} // namespace

BOOST_AUTO_TEST_SUITE(handler_call)

BOOST_AUTO_TEST_CASE(answers_of_a_kind_that_is_large_are_written_by_a_thread_until_they_are_short_again)
{
    boost::asio::io_context context{1};
    thread_pool threads;
    run_until_done(context, answer_pages(threads));
}

BOOST_AUTO_TEST_SUITE_END()
