// Subscribers of one server, and what another one on the same database takes in.
#include <tests/api/sent_events.hpp>
#include <tests/support/dialects.hpp>

#include <boost/json/array.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <set>

using namespace praetor;
using namespace praetor::tests;

namespace {

struct two_servers
{
    temporary_database at{db::dialect::postgresql, content::tables};
    test_server taker{at, {}};
    test_server teller{at, {}};
};

std::string numbered(std::string const& name, int number)
{
    // Each a millisecond later than the one before.
    static auto const start = now() - std::chrono::seconds{30};
    return event_of(name + std::to_string(number), "x.1", {}, start + std::chrono::milliseconds{number});
}

std::string log_of(std::string const& message)
{
    return R"({"name":"n","level":20,"message":")" + message + R"(","timestamp":")" + to_rfc3339(now()) + R"("})";
}

} // namespace

BOOST_AUTO_TEST_SUITE(streams_of_two_servers)

BOOST_AUTO_TEST_CASE(a_subscriber_is_told_once_and_in_order_what_another_server_takes_while_it_subscribes)
{
    constexpr int count = 600;
    two_servers const both;
    auto sender = std::async(std::launch::async, [&] {
        for (int i = 0; i < count; ++i)
            both.taker.post("/events", '[' + numbered("e.", i) + ']');
    });
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    test_websocket socket{both.teller, "/events/out"};
    socket.authenticate();
    socket.send(filter_all(R"(,"event":{"prefix":["e."]})"));
    for (int i = 0; i < count; ++i)
        BOOST_REQUIRE(text_of(socket.receive().at("event"), "event") == "e." + std::to_string(i));
    BOOST_TEST(socket.is_silent(std::chrono::milliseconds{300}));
    sender.get();
}

BOOST_AUTO_TEST_CASE(a_subscriber_is_told_once_what_both_servers_take)
{
    constexpr int count = 100;
    two_servers const both;
    test_websocket socket{both.teller, "/events/out"};
    socket.authenticate();
    auto wanted = filter_all(R"(,"event":{"prefix":["e."]})");
    wanted.insert(1, R"("backfill":false,)");
    socket.send(wanted);
    BOOST_TEST(socket.is_silent(std::chrono::milliseconds{300}));
    test_websocket sends{both.taker, "/events/in"};
    sends.authenticate();
    for (int i = 0; i < count; ++i) {
        sends.send(numbered("e.socket.", i));
        both.teller.post("/events", '[' + numbered("e.own.", i) + ']');
    }
    std::set<std::string> told;
    for (int i = 0; i < 2 * count; ++i)
        BOOST_REQUIRE(told.insert(text_of(socket.receive().at("event"), "event")).second);
    BOOST_TEST(socket.is_silent(std::chrono::milliseconds{300}));
}

BOOST_AUTO_TEST_CASE(a_subscriber_hears_the_logs_that_another_server_takes)
{
    two_servers const both;
    test_websocket socket{both.teller, "/logs/out"};
    socket.authenticate();
    socket.send(R"({"type":"filter","filter":{}})");
    BOOST_TEST(socket.is_silent(std::chrono::milliseconds{300}));
    both.taker.post("/logs/", '[' + log_of("first") + ',' + log_of("second") + ']');
    BOOST_TEST(socket.receive().at("log").at("message") == "first");
    BOOST_TEST(socket.receive().at("log").at("message") == "second");
    both.teller.post("/logs/", '[' + log_of("own") + ']');
    BOOST_TEST(socket.receive().at("log").at("message") == "own");
    BOOST_TEST(socket.is_silent(std::chrono::milliseconds{300}));
}

BOOST_AUTO_TEST_SUITE_END()
