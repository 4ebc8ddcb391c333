#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <server/app/running_server.hpp>

#include <functional>
#include <memory>
#include <set>
#include <thread>
#include <vector>

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
    explicit worker(test_server const& server, std::string const& name = "me")
        : socket(server, "/task_runs/subscriptions/scheduled")
    {
        socket.authenticate();
        socket.send(R"({"type":"subscribe","keys":["send-mail"],"client_id":")" + name + R"("})");
    }

    std::string take()
    {
        auto const run = text_of(socket.receive(), "id");
        socket.send(R"({"type":"ack"})");
        return run;
    }

    test_websocket socket;
};

boost::json::array workers(test_server const& server)
{
    return server.post("/task_workers/filter", "{}").json().as_array();
}

// Within ten seconds.
bool comes_true(std::function<bool()> const& condition)
{
    for (int tries = 0; tries < 1000 && !condition(); ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    return condition();
}

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

PRAETOR_TEST_EACH_DIALECT(a_run_of_a_key_of_which_as_many_wait_as_the_setting_allows_is_refused_unstored)
{
    test_server server{dialect, {{"PREFECT_TASK_SCHEDULING_MAX_SCHEDULED_QUEUE_SIZE", "1"}}};
    auto const create = [&](std::string const& key, std::string const& dynamic_key) {
        return server.post("/task_runs/", R"({"task_key":")" + key + R"(","dynamic_key":")" + dynamic_key +
                                              R"(","state":{"type":"SCHEDULED","state_details":{"deferred":true}}})");
    };
    BOOST_TEST(create("send-mail", "0").status == 201);
    auto const refused = create("send-mail", "1");
    BOOST_TEST(refused.status == 503);
    BOOST_TEST(!refused.headers.at("retry-after").empty());
    BOOST_TEST(create("other", "0").status == 201);
    BOOST_TEST(server.post("/task_runs/count", "{}").body == "2");
    worker one{server};
    one.socket.receive();
    BOOST_TEST(create("send-mail", "1").status == 201);
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

PRAETOR_TEST_EACH_DIALECT(a_run_that_can_not_be_read_goes_to_the_next_worker_and_the_first_is_no_longer_listed)
{
    temporary_database at{dialect};
    test_server server{at, {}};
    auto const run = schedule(server, "send-mail", "0");
    at.run("ALTER TABLE task_run RENAME TO task_run_away");
    {
        worker unlucky{server};
        BOOST_TEST(unlucky.socket.close_code() == 1011);
        BOOST_TEST(comes_true([&] { return workers(server).empty(); }));
    }
    at.run("ALTER TABLE task_run_away RENAME TO task_run");
    worker next{server};
    BOOST_TEST(text_of(next.socket.receive(), "id") == run);
}

PRAETOR_TEST_EACH_DIALECT(a_worker_that_quits_instead_of_acknowledging_leaves_its_run_to_the_next)
{
    test_server server{dialect};
    auto const run = schedule(server, "send-mail", "0");
    worker quitting{server};
    BOOST_TEST(text_of(quitting.socket.receive(), "id") == run);
    quitting.socket.send(R"({"type":"quit"})");
    BOOST_TEST(quitting.socket.close_code() == 1000);
    worker next{server};
    BOOST_TEST(text_of(next.socket.receive(), "id") == run);
}

PRAETOR_TEST_EACH_DIALECT(a_worker_that_answers_with_no_json_is_closed_and_leaves_its_run_to_the_next)
{
    test_server server{dialect};
    auto const run = schedule(server, "send-mail", "0");
    worker odd{server};
    BOOST_TEST(text_of(odd.socket.receive(), "id") == run);
    odd.socket.send("ack");
    BOOST_TEST(odd.socket.close_code() == 4001);
    worker next{server};
    BOOST_TEST(text_of(next.socket.receive(), "id") == run);
}

PRAETOR_TEST_EACH_DIALECT(a_worker_stays_listed_until_its_last_connection_has_gone)
{
    test_server server{dialect};
    worker first{server};
    {
        worker second{server};
        BOOST_TEST(comes_true([&] { return workers(server).size() == 1; }));
    }
    auto const run = schedule(server, "send-mail", "0");
    BOOST_TEST(text_of(first.socket.receive(), "id") == run);
    BOOST_TEST(workers(server).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_worker_that_talks_without_being_asked_is_closed)
{
    test_server server{db::dialect::sqlite};
    worker chatty{server};
    for (int i = 0; i < 1000; ++i)
        chatty.socket.send(R"({"type":"ack"})");
    BOOST_TEST(chatty.socket.close_code() == 4001);
    BOOST_TEST(comes_true([&] { return workers(server).empty(); }));
}

BOOST_AUTO_TEST_CASE(a_worker_that_says_a_long_word_is_closed_before_it_is_held)
{
    test_server server{db::dialect::sqlite};
    worker wordy{server};
    wordy.socket.send(std::string(8 * 1024 * 1024, 'x'));
    BOOST_TEST(wordy.socket.close_code() == 4001);
}

PRAETOR_TEST_EACH_DIALECT(a_deferred_run_for_which_there_is_no_room_is_refused_before_it_is_stored)
{
    temporary_database at{dialect};
    test_server server{at, {}};
    server.inside([](app::running_server& all) {
        for (int i = 0; i < 1'000'000; ++i)
            all.tasks().push({uuid::random(), "other"});
    });
    auto const refused =
        server.post("/task_runs/", R"({"task_key":"send-mail","dynamic_key":"0",)"
                                   R"("state":{"type":"SCHEDULED","state_details":{"deferred":true}}})");
    BOOST_TEST(refused.status == 503);
    BOOST_TEST(refused.headers.contains("retry-after"));
    BOOST_TEST(at.run("SELECT count(*) FROM task_run") == "0");
    auto const pending = text_of(
        server.post("/task_runs/", R"({"task_key":"send-mail","dynamic_key":"1","state":{"type":"PENDING"}})").json(),
        "id");
    auto const again = server.post("/task_runs/" + pending + "/set_state",
                                   R"({"state":{"type":"SCHEDULED","state_details":{"deferred":true}}})");
    BOOST_TEST(again.status == 503);
    BOOST_TEST(at.run("SELECT state_type FROM task_run") == "PENDING");
}

PRAETOR_TEST_EACH_DIALECT(runs_scheduled_before_a_restart_go_to_a_worker_in_their_order_unless_they_have_gone_on)
{
    temporary_database at{dialect};
    std::vector<std::string> waiting;
    {
        test_server server{at, {}};
        waiting = {schedule(server, "send-mail", "0"), schedule(server, "send-mail", "1")};
        auto const begun = schedule(server, "send-mail", "2");
        server.post("/task_runs/" + begun + "/set_state",
                    R"({"state":{"type":"PENDING","state_details":{"deferred":true}}})");
        server.post("/task_runs/", R"({"task_key":"send-mail","dynamic_key":"3","state":{"type":"SCHEDULED"}})");
        schedule(server, "other", "0");
    }
    test_server server{at, {}};
    worker one{server};
    BOOST_TEST(one.take() == waiting[0]);
    BOOST_TEST(one.take() == waiting[1]);
    BOOST_TEST(one.socket.is_silent(std::chrono::milliseconds{200}));
}

PRAETOR_TEST_EACH_DIALECT(each_run_goes_to_one_worker_however_many_ask_for_it)
{
    temporary_database at{dialect};
    constexpr int count = 30;
    {
        test_server server{at, {}};
        for (int i = 0; i < count; ++i)
            schedule(server, "send-mail", std::to_string(i));
    }
    // Several servers can share a database of PostgreSQL.
    std::vector<std::unique_ptr<test_server>> servers;
    for (int i = 0; i < (dialect == db::dialect::postgresql ? 2 : 1); ++i)
        servers.push_back(std::make_unique<test_server>(at, settings_list{}));
    std::vector<std::unique_ptr<worker>> workers;
    for (int i = 0; i < 4; ++i)
        workers.push_back(std::make_unique<worker>(*servers[static_cast<std::size_t>(i) % servers.size()],
                                                   "worker " + std::to_string(i)));
    std::multiset<std::string> given;
    for (bool some = true; some;) {
        some = false;
        for (auto& one : workers)
            if (!one->socket.is_silent(std::chrono::milliseconds{300})) {
                given.insert(one->take());
                some = true;
            }
    }
    BOOST_TEST(given.size() == std::size_t{count});
    BOOST_TEST(std::set<std::string>(given.begin(), given.end()).size() == std::size_t{count});
}

PRAETOR_TEST_EACH_DIALECT(a_run_whose_worker_died_before_it_began_goes_to_another)
{
    temporary_database at{dialect};
    test_server server{at, {{"PRAETOR_TASK_CLAIM_SECONDS", "1"}}};
    auto const lost = schedule(server, "send-mail", "0");
    auto const begun = schedule(server, "send-mail", "1");
    {
        worker dying{server, "dying"};
        BOOST_TEST(dying.take() == lost);
        BOOST_TEST(dying.take() == begun);
        server.post("/task_runs/" + begun + "/set_state",
                    R"({"state":{"type":"PENDING","state_details":{"deferred":true}}})");
        // While it is there, what it has is its own.
        std::this_thread::sleep_for(std::chrono::milliseconds{1'500});
        worker early{server, "early"};
        BOOST_TEST(early.socket.is_silent(std::chrono::milliseconds{1'000}));
    }
    worker next{server, "next"};
    BOOST_TEST(next.take() == lost);
    BOOST_TEST(next.socket.is_silent(std::chrono::milliseconds{300}));
    BOOST_TEST(at.run("SELECT count(*) FROM praetor_task_claim") == "1");
}

// It comes back before its claim has expired, which a busy machine must leave time for.
PRAETOR_TEST_EACH_DIALECT(a_worker_that_comes_back_keeps_what_it_had)
{
    temporary_database at{dialect};
    test_server server{at, {{"PRAETOR_TASK_CLAIM_SECONDS", "3"}}};
    auto const run = schedule(server, "send-mail", "0");
    BOOST_TEST((worker{server, "me"}.take()) == run);
    BOOST_TEST(comes_true([&] { return workers(server).empty(); }));
    worker again{server, "me"};
    worker other{server, "other"};
    BOOST_TEST(again.socket.is_silent(std::chrono::seconds{4}));
    BOOST_TEST(other.socket.is_silent(std::chrono::milliseconds{100}));
}

PRAETOR_TEST_EACH_DIALECT(a_run_that_nobody_acknowledged_is_free_after_a_restart)
{
    temporary_database at{dialect};
    std::string run;
    {
        test_server server{at, {}};
        run = schedule(server, "send-mail", "0");
        worker silent{server, "silent"};
        BOOST_TEST(text_of(silent.socket.receive(), "id") == run);
        server.stop();
    }
    test_server server{at, {}};
    worker next{server, "next"};
    BOOST_TEST(next.take() == run);
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
