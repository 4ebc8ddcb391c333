#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <thread>

using namespace praetor;
using namespace praetor::tests;

namespace {

std::string schedule(test_server const& server, std::string const& key, std::string const& dynamic_key)
{
    return text_of(server
                       .post("/task_runs/", R"({"task_key":")" + key + R"(","dynamic_key":")" + dynamic_key +
                                                R"(","state":{"type":"SCHEDULED","state_details":{"deferred":true}}})")
                       .json(),
                   "id");
}

struct worker
{
    explicit worker(test_server const& server) : socket(server, "/task_runs/subscriptions/scheduled")
    {
        socket.authenticate();
        socket.send(R"({"type":"subscribe","keys":["send-mail"],"client_id":"me"})");
    }

    test_websocket socket;
};

} // namespace

BOOST_AUTO_TEST_SUITE(task_workers)

PRAETOR_TEST_EACH_DIALECT(a_worker_gets_the_scheduled_runs_of_its_keys_one_after_another)
{
    test_server server{dialect};
    auto const early = schedule(server, "send-mail", "0");
    schedule(server, "other", "0");
    worker one{server};
    BOOST_TEST(text_of(one.socket.receive(), "id") == early);
    one.socket.send(R"({"type":"ack"})");
    BOOST_TEST(one.socket.is_silent(std::chrono::milliseconds{150}));
    auto const known =
        server.post("/task_workers/filter", R"({"task_worker_filter":{"task_keys":["send-mail"]}})").json();
    BOOST_TEST(known.at(0).at("identifier") == "me");
    auto const late = schedule(server, "send-mail", "1");
    BOOST_TEST(text_of(one.socket.receive(), "id") == late);
}

PRAETOR_TEST_EACH_DIALECT(a_run_that_a_worker_did_not_acknowledge_goes_to_the_next)
{
    test_server server{dialect};
    auto const run = schedule(server, "send-mail", "0");
    {
        worker lost{server};
        BOOST_TEST(text_of(lost.socket.receive(), "id") == run);
    }
    worker next{server};
    BOOST_TEST(text_of(next.socket.receive(), "id") == run);
}

BOOST_AUTO_TEST_CASE(a_subscription_without_keys_is_a_breach_of_the_protocol)
{
    test_server server{db::dialect::sqlite};
    test_websocket socket{server, "/task_runs/subscriptions/scheduled"};
    socket.authenticate();
    socket.send(R"({"type":"subscribe","keys":[],"client_id":"me"})");
    BOOST_TEST(socket.close_code() == 4001);
}

BOOST_AUTO_TEST_SUITE_END()
