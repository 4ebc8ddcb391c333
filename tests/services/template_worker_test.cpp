#include <server/services/template_worker.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/run.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

using namespace praetor;
using namespace std::chrono_literals;
using services::template_worker;
using services::template_worker_options;

namespace {

// Two loops of a hundred over what takes some milliseconds each.
constexpr auto endless =
    "{% for a in range(100) %}{% for b in range(100) %}{% set s = 'x' * 30000000 %}{% endfor %}{% endfor %}";
constexpr auto too_much = "Invalid jinja: Failed to render template due to the following error: The template takes too "
                          "much memory or time.";

models::hydration_request of_template(std::string const& text)
{
    return {R"({"x":{"__prefect_kind":"jinja","template":")" + text + "\"}}", {}, models::hydration_purpose::use};
}

task<std::string> rendered(template_worker& worker, std::string text)
{
    try {
        auto const answer = co_await worker.hydrate(of_template(text));
        co_return models::hydrated_text(answer);
    }
    catch (error const& refused) {
        co_return refused.text();
    }
}

task<void> note_rendered(template_worker& worker, std::string text, std::string& into)
{
    into = co_await rendered(worker, std::move(text));
}

template <class Work>
task<void> work_then_stop(Work work, template_worker& worker)
{
    std::exception_ptr failed;
    try {
        co_await work(worker);
    }
    catch (...) {
        failed = std::current_exception();
    }
    co_await worker.stop();
    if (failed)
        std::rethrow_exception(failed);
}

// A worker that runs as long as `work` does.
template <class Work>
void with_worker(template_worker_options options, Work work)
{
    boost::asio::io_context context{1};
    template_worker worker{context.get_executor(), std::move(options)};
    run_until_done(context, work_then_stop(work, worker));
}

} // namespace

BOOST_AUTO_TEST_SUITE(template_workers)

BOOST_AUTO_TEST_CASE(templates_are_rendered_by_another_process)
{
    with_worker({}, [](template_worker& worker) -> task<void> {
        auto const text = co_await rendered(worker, "{{ 1 + 1 }}");
        BOOST_TEST(text == R"({"x":"2"})");
        BOOST_TEST(worker.child_id() > 0);
        BOOST_TEST(worker.child_id() != getpid());
    });
}

BOOST_AUTO_TEST_CASE(five_thousand_templates_are_one_question)
{
    with_worker({.deadline = 20s}, [](template_worker& worker) -> task<void> {
        std::string values, expected;
        for (int i = 0; i < 5'000; ++i) {
            auto const name = (i == 0 ? "\"" : ",\"") + std::to_string(i);
            values += name + R"(":{"__prefect_kind":"jinja","template":"{{ 1 }}"})";
            expected += name + R"(":"1")";
        }
        auto const answer = co_await worker.hydrate({'{' + values + '}', {}, models::hydration_purpose::use});
        BOOST_TEST((models::hydrated_text(answer) == '{' + expected + '}'));
    });
}

#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer) // they reserve more memory than any limit
BOOST_AUTO_TEST_CASE(a_template_that_wants_more_memory_than_there_is_harms_nobody)
{
    with_worker({.deadline = 10s}, [](template_worker& worker) -> task<void> {
        auto const bomb = co_await rendered(worker, "{{ 'x' * 100000000000 }}");
        BOOST_TEST(bomb == too_much);
        auto const smaller = co_await rendered(worker, "{{ 'x' * 400000000 }}");
        BOOST_TEST(smaller == too_much);
        auto const next = co_await rendered(worker, "{{ 'x' * 3 }}");
        BOOST_TEST(next == R"({"x":"xxx"})");
    });
}
#endif

BOOST_AUTO_TEST_CASE(a_template_without_end_is_killed_and_the_next_is_rendered)
{
    with_worker({.deadline = 300ms}, [](template_worker& worker) -> task<void> {
        auto const text = co_await rendered(worker, endless);
        BOOST_TEST(text == too_much);
        for (int i = 0; i < 10'000 && worker.child_id() != 0; ++i) // the answer does not wait for its end
            co_await sleep_for(1ms);
        BOOST_TEST(worker.child_id() == 0);
    });
    with_worker({.deadline = 300ms}, [](template_worker& worker) -> task<void> {
        static_cast<void>(co_await rendered(worker, endless));
        std::string next = co_await rendered(worker, "{{ 2 }}");
        for (int i = 0; i < 20 && next == too_much; ++i) // a machine that is busy may need more than the deadline
            next = co_await rendered(worker, "{{ 2 }}");
        BOOST_TEST(next == R"({"x":"2"})");
    });
}

BOOST_AUTO_TEST_CASE(a_worker_that_is_killed_while_it_idles_is_not_missed)
{
    with_worker({.deadline = 10s}, [](template_worker& worker) -> task<void> {
        static_cast<void>(co_await rendered(worker, "{{ 1 }}"));
        auto const first = worker.child_id();
        BOOST_REQUIRE(first > 0); // a signal to 0 would end the tests
        BOOST_TEST(kill(first, SIGKILL) == 0);
        siginfo_t ended{};
        BOOST_TEST(waitid(P_PID, static_cast<id_t>(first), &ended, WEXITED | WNOWAIT) == 0);
        auto const next = co_await rendered(worker, "{{ 2 }}");
        BOOST_TEST(next == R"({"x":"2"})");
        BOOST_TEST(worker.child_id() != first);
    });
}

BOOST_AUTO_TEST_CASE(a_worker_that_is_killed_in_the_middle_of_a_request_is_replaced_for_the_next)
{
    with_worker({.deadline = 10s}, [](template_worker& worker) -> task<void> {
        static_cast<void>(co_await rendered(worker, "{{ 1 }}"));
        auto const home = co_await boost::asio::this_coro::executor;
        auto const child = worker.child_id();
        BOOST_REQUIRE(child > 0);
        std::string first;
        task_group asks{home};
        asks.spawn(note_rendered(worker, endless, first));
        co_await sleep_for(20ms);
        BOOST_TEST(kill(child, SIGKILL) == 0);
        co_await asks.join();
        BOOST_TEST(first == too_much);
        auto const next = co_await rendered(worker, "{{ 2 }}");
        BOOST_TEST(next == R"({"x":"2"})");
    });
}

BOOST_AUTO_TEST_CASE(more_than_may_wait_is_refused_and_who_has_no_turn_is_told)
{
    with_worker({.deadline = 500ms, .response_timeout = 50ms, .max_waiting = 1},
                [](template_worker& worker) -> task<void> {
                    auto const home = co_await boost::asio::this_coro::executor;
                    std::string first, second;
                    task_group asks{home};
                    asks.spawn(note_rendered(worker, endless, first));
                    co_await sleep_for(1ms); // its turn has come
                    asks.spawn(note_rendered(worker, "{{ 2 }}", second));
                    auto const third = co_await rendered(worker, "{{ 3 }}");
                    BOOST_TEST(third == "too many templates wait to be rendered");
                    co_await asks.join();
                    BOOST_TEST(first == too_much);
                    BOOST_TEST(second == "other templates took too long");
                });
}

BOOST_AUTO_TEST_CASE(a_caller_that_is_cancelled_leaves_at_once)
{
    with_worker({.deadline = 2s}, [](template_worker& worker) -> task<void> {
        auto const home = co_await boost::asio::this_coro::executor;
        std::string first;
        task_group asks{home};
        asks.spawn(note_rendered(worker, endless, first));
        co_await sleep_for(1ms);
        auto const before = std::chrono::steady_clock::now();
        co_await asks.stop();
        BOOST_TEST((std::chrono::steady_clock::now() - before < 1s));
        BOOST_TEST(first == "");
    });
}

BOOST_AUTO_TEST_CASE(a_worker_that_can_not_be_started_is_unavailable)
{
    with_worker({.program = "/nonexistent"}, [](template_worker& worker) -> task<void> {
        auto const text = co_await rendered(worker, "{{ 1 }}");
        BOOST_TEST(text == "templates can not be rendered now");
    });
    with_worker({.program = "/bin/true"}, [](template_worker& worker) -> task<void> {
        auto const text = co_await rendered(worker, "{{ 1 }}");
        BOOST_TEST(text == "templates can not be rendered now");
    });
}

BOOST_AUTO_TEST_CASE(a_worker_has_one_descriptor_for_its_socket_and_no_secrets)
{
    with_worker({}, [](template_worker& worker) -> task<void> {
        static_cast<void>(co_await rendered(worker, "{{ 1 }}"));
        auto const process = std::filesystem::path{"/proc"} / std::to_string(worker.child_id());
        std::ifstream file{process / "environ"};
        std::string const environment{std::istreambuf_iterator<char>{file}, {}};
        BOOST_TEST((environment.find("PRAETOR") == std::string::npos));
        BOOST_TEST((environment.find("HOME") == std::string::npos));
        for (auto const& one : std::filesystem::directory_iterator{process / "fd"}) {
            auto const target = std::filesystem::read_symlink(one.path()).string();
            BOOST_TEST(((one.path().filename() == "0" && target.starts_with("socket:")) || target == "/dev/null" ||
                        target.ends_with("/statm")));
        }
    });
}

BOOST_AUTO_TEST_CASE(a_stop_leaves_no_process_and_refuses_what_waits)
{
    boost::asio::io_context context{1};
    template_worker worker{context.get_executor(), {.deadline = 20s}};
    pid_t child = 0;
    std::string first, second;
    auto const work = [](template_worker& at, pid_t& id, std::string& one, std::string& other) -> task<void> {
        auto const home = co_await boost::asio::this_coro::executor;
        static_cast<void>(co_await rendered(at, "{{ 1 }}"));
        id = at.child_id();
        task_group asks{home};
        asks.spawn(note_rendered(at, endless, one));
        asks.spawn(note_rendered(at, "{{ 2 }}", other));
        co_await sleep_for(1ms);
        co_await at.stop();
        co_await asks.join();
    };
    run_until_done(context, work(worker, child, first, second));
    BOOST_TEST(first == "the server stops");
    BOOST_TEST(second == "the server stops");
    BOOST_TEST(worker.child_id() == 0);
    BOOST_TEST(child > 0);
    auto const found = waitpid(child, nullptr, WNOHANG);
    auto const why = errno;
    BOOST_TEST(found == -1);
    BOOST_TEST(why == ECHILD);
}

BOOST_AUTO_TEST_SUITE_END()
