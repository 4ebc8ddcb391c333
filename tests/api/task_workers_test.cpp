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

PRAETOR_TEST_EACH_DIALECT(a_deferred_run_goes_to_a_worker_each_time_it_is_scheduled)
{
    test_server server{dialect};
    worker one{server};
    auto const set = [&](std::string const& run, std::string_view type, std::string_view rest) {
        return server.post("/task_runs/" + run + "/set_state", R"({"state":{"type":")" + std::string{type} +
                                                                   R"(","state_details":{"deferred":true}})" +
                                                                   std::string{rest} + "}");
    };
    auto const pending = text_of(server
                                     .post("/task_runs/", R"({"task_key":"send-mail","dynamic_key":"0",)"
                                                          R"("state":{"type":"PENDING"}})")
                                     .json(),
                                 "id");
    BOOST_TEST(one.socket.is_silent(std::chrono::milliseconds{150}));
    for (std::string const rest : {"", R"(,"force":true)"}) {
        BOOST_TEST(set(pending, "SCHEDULED", rest).status == 201);
        BOOST_TEST(text_of(one.socket.receive(), "id") == pending);
        one.socket.send(R"({"type":"ack"})");
    }
    // One worker at most begins it, though the second forces its way.
    BOOST_TEST(set(pending, "PENDING", "").status == 201);
    auto const second = set(pending, "PENDING", R"(,"force":true)");
    BOOST_TEST(text_of(second.json(), "status") == "ABORT");
    // A run that is not deferred waits for nobody.
    server.post("/task_runs/" + pending + "/set_state", R"({"state":{"type":"SCHEDULED"}})");
    BOOST_TEST(one.socket.is_silent(std::chrono::milliseconds{150}));
    auto const again = text_of(server
                                   .post("/task_runs/", R"({"task_key":"send-mail","dynamic_key":"1","state":)"
                                                        R"({"type":"SCHEDULED","name":"AwaitingRetry",)"
                                                        R"("state_details":{"deferred":true}}})")
                                   .json(),
                               "id");
    BOOST_TEST(text_of(one.socket.receive(), "id") == again);
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
