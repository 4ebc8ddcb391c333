// How websockets end: at the server's stop, and where nobody says who it is.
#include <tests/support/dialects.hpp>
#include <tests/support/test_server.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>

using namespace praetor;
using tests::test_server;
using tests::test_websocket;

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

BOOST_AUTO_TEST_CASE(a_socket_on_which_nobody_says_who_it_is_is_closed_after_ten_seconds)
{
    test_server server{db::dialect::sqlite};
    test_websocket silent{server, "/events/out"};
    BOOST_TEST(silent.is_silent(std::chrono::seconds{8}));
    BOOST_TEST(!silent.is_silent(std::chrono::seconds{8}));
}

BOOST_AUTO_TEST_CASE(a_first_message_beyond_a_megabyte_is_refused_unread)
{
    test_server server{db::dialect::sqlite};
    test_websocket big{server, "/events/out"};
    big.send(R"({"type":"auth","token":")" + std::string(1'500'000, 'x') + "\"}");
    BOOST_TEST(big.close_code() == 1009);
}

BOOST_AUTO_TEST_SUITE_END()
