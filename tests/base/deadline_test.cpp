#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/run.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace {

using namespace praetor;
using namespace std::chrono_literals;

// No default constructor: a deadline needs none.
struct number
{
    explicit number(int given) : value(given) {}
    int value;
};

task<number> answer_after(std::chrono::milliseconds span)
{
    co_await sleep_for(span);
    co_return number{42};
}

task<number> answer_whatever_comes(std::chrono::milliseconds span)
{
    co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
    co_await sleep_for(span);
    co_return number{42};
}

task<void> fail()
{
    co_await sleep_for(1ms);
    throw std::runtime_error{"failed"};
}

bool is_timeout(error const& thrown)
{
    return thrown.code() == errc::timeout && thrown.text() == "too late";
}

struct fixture
{
    boost::asio::io_context context{1};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(deadlines, fixture)

BOOST_AUTO_TEST_CASE(work_within_its_deadline_gives_its_value)
{
    BOOST_TEST(run_until_done(context, with_deadline(1h, answer_after(1ms), "too late")).value == 42);
}

BOOST_AUTO_TEST_CASE(work_beyond_its_deadline_is_cancelled_and_times_out)
{
    BOOST_CHECK_EXCEPTION(run_until_done(context, with_deadline(1ms, answer_after(1h), "too late")), error, is_timeout);
}

BOOST_AUTO_TEST_CASE(a_failure_before_the_deadline_is_thrown_as_it_is)
{
    BOOST_CHECK_THROW(run_until_done(context, with_deadline(1h, fail(), "too late")), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(work_that_hears_no_cancellation_is_waited_for_and_its_value_given)
{
    BOOST_TEST(run_until_done(context, with_deadline(1ms, answer_whatever_comes(20ms), "too late")).value == 42);
}

BOOST_AUTO_TEST_CASE(the_cancellation_of_the_caller_reaches_the_work_and_is_no_timeout)
{
    std::exception_ptr told;
    task_group callers{context.get_executor(), [&](std::exception_ptr failed) { told = failed; }};
    auto const caller = callers.spawn(with_deadline(1h, sleep_for(1h), "too late"));
    context.poll();
    caller.cancel();
    context.restart();
    context.poll();
    BOOST_TEST(callers.empty());
    BOOST_TEST(!told); // it ended by its cancellation
}

BOOST_AUTO_TEST_SUITE_END()
