// How websockets end: at the server's stop, and where nobody says who it is.
#include <tests/api/access_tokens.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/test_server.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <future>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

using namespace praetor;
using tests::test_server;
using tests::test_websocket;

namespace {

// Of this process, in which the servers of tests run, too.
std::size_t open_sockets()
{
    std::size_t count = 0;
    for (auto const& one : std::filesystem::directory_iterator{"/proc/self/fd"}) {
        std::error_code gone;
        count += std::filesystem::read_symlink(one.path(), gone).string().starts_with("socket:") ? 1U : 0U;
    }
    return count;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ends_of_websockets)

BOOST_AUTO_TEST_CASE(at_stop_a_client_hears_that_the_server_restarts)
{
    test_server server{db::dialect::sqlite};
    test_websocket subscriber{server, "/events/out"};
    subscriber.authenticate();
    subscriber.send(R"({"type":"filter","filter":{}})");
    test_websocket sender{server, "/events/in"};
    sender.authenticate();
    test_websocket worker{server, "/task_runs/subscriptions/scheduled"};
    worker.authenticate();
    auto stopping = std::async(std::launch::async, [&] { server.stop(); });
    BOOST_TEST(subscriber.close_code() == 1012);
    BOOST_TEST(sender.close_code() == 1012);
    BOOST_TEST(worker.close_code() == 1012);
    stopping.get();
}

BOOST_AUTO_TEST_CASE(at_stop_a_client_that_answers_no_close_frame_is_not_waited_for)
{
    test_server server{db::dialect::sqlite};
    test_websocket silent{server, "/events/out"};
    silent.authenticate();
    auto const began = std::chrono::steady_clock::now();
    server.stop();
    BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::seconds{4})); // not the whole grace
    BOOST_TEST(silent.close_code() == 1012);
}

// On servers that let everybody in, ask for the auth string, and for a token.
BOOST_AUTO_TEST_CASE(a_socket_on_which_nobody_says_who_it_is_is_closed_after_ten_seconds_and_holds_nothing)
{
    test_server const open{db::dialect::sqlite};
    test_server const basic{db::dialect::sqlite, {{"PREFECT_SERVER_API_AUTH_STRING", "user:password"}}};
    test_server tokens{db::dialect::sqlite};
    tests::add_token(tokens, "viewer", role::viewer);
    tests::wait_for_tokens(tokens);
    auto const before = open_sockets();
    {
        std::vector<std::unique_ptr<test_websocket>> silent;
        for (auto const* server : {&open, &basic, &std::as_const(tokens)})
            for (auto const* path : {"/events/in", "/events/out", "/logs/out", "/task_runs/subscriptions/scheduled",
                                     "/work_pools/p/workers/connect"})
                silent.push_back(std::make_unique<test_websocket>(*server, path));
        BOOST_TEST(open_sockets() >= 2 * silent.size());
        for (int i = 0; i < 8; ++i) {
            silent.front()->ping("still here"); // which says nothing of who it is
            BOOST_TEST(silent.front()->is_silent(std::chrono::seconds{1}));
        }
        for (auto const& one : silent)
            BOOST_TEST(one->is_silent(std::chrono::milliseconds{1}));
        for (auto const& one : silent)
            BOOST_CHECK_EXCEPTION(one->receive(), std::runtime_error, [](std::runtime_error const& end) {
                return std::string_view{end.what()}.starts_with("closed: ");
            });
    }
    for (int tries = 0; tries < 500 && open_sockets() > before; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    BOOST_TEST(open_sockets() <= before);
}

BOOST_AUTO_TEST_CASE(a_first_message_beyond_a_megabyte_is_refused_unread)
{
    test_server server{db::dialect::sqlite};
    test_websocket big{server, "/events/out"};
    big.send(R"({"type":"auth","token":")" + std::string(1'500'000, 'x') + "\"}");
    BOOST_TEST(big.close_code() == 1009);
}

BOOST_AUTO_TEST_SUITE_END()
