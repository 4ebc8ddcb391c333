// The websocket of a worker. What a cleanup may be, models/cleanups/cleanup_test.cpp tells.
#include <tests/api/requests.hpp>
#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>

#include <models/cleanups/cleanup.hpp>
#include <server/app/running_server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <vector>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;
using boost::json::object;
using boost::json::value;

namespace {

constexpr std::string_view process = "00000000-0000-4000-8000-000000000001";

boost::json::array list(std::initializer_list<std::string_view> texts)
{
    return boost::json::array(texts.begin(), texts.end());
}

std::string frame(std::string_view type, value const& payload)
{
    return boost::json::serialize(object{
        {"type", type}, {"id", to_string(uuid::random())}, {"sent_at", "2026-01-01T00:00:00Z"}, {"payload", payload}});
}

object hello_payload()
{
    return boost::json::parse(R"({"consumer_id":"00000000-0000-4000-8000-000000000001","worker_name":"w",
"worker_type":"process","heartbeat_interval_seconds":30,"supported_channel_versions":["work_pool_worker_channel.v1"],
"requested_capabilities":["worker_heartbeat.v1","work_pool_snapshot.v1","cleanup_delivery.v1"],
"handled_cleanup_kinds":["cancelling_timeout_teardown.v1"]})")
        .as_object();
}

std::string path_of(std::string const& pool)
{
    return "/work_pools/" + pool + "/workers/connect";
}

// A worker that is let in. `change` is made in what it says of itself.
struct worker
{
    explicit worker(test_server const& server, object const& change = {}, std::string const& pool = "p")
        : socket(server, path_of(pool))
    {
        socket.authenticate();
        auto hello = hello_payload();
        for (auto const& member : change)
            hello[member.key()] = member.value();
        socket.send(frame("worker.hello.v1", hello));
        auto const answer = socket.receive();
        BOOST_TEST(answer.at("type") == "worker.ready.v1");
        ready = answer.at("payload");
    }

    value hear(std::string_view type)
    {
        auto const said = socket.receive();
        BOOST_TEST(text_of(said, "type") == type);
        return said.at("payload");
    }

    // The cleanup that comes next; kept as the one that is reported of.
    std::string take()
    {
        held = hear("cleanup.message.v1").as_object();
        return std::string{held.at("message_id").as_string()};
    }
    value report(std::string const& word, object const& more = {})
    {
        object payload{{"message_id", held.at("message_id")}, {"reservation_token", held.at("reservation_token")}};
        for (auto const& member : more)
            payload[member.key()] = member.value();
        socket.send(frame("cleanup." + word + ".v1", payload));
        return hear("cleanup.operation_result.v1");
    }
    void beat()
    {
        socket.send(frame("worker.heartbeat.v1",
                          object{{"consumer_id", process}, {"worker_name", "w"}, {"heartbeat_interval_seconds", 30}}));
    }

    test_websocket socket;
    value ready;
    object held{{"message_id", to_string(uuid::random())}, {"reservation_token", "none"}};
};

// A server with a work pool "p", in a database that cleanups can be put into as the server's services do it.
struct pool_at
{
    explicit pool_at(db::dialect dialect, settings_list const& settings = {})
        : at(dialect, content::tables), server(std::make_unique<test_server>(at, settings))
    {
        auto const made = server->post("/work_pools/", R"({"name":"p","type":"process"})");
        BOOST_REQUIRE(made.status == 201);
        id = *uuid::parse(text_of(made.json(), "id"));
    }

    std::string enqueue(std::optional<uuid> queue = {})
    {
        boost::asio::io_context context;
        auto const store = db::open(context.get_executor(), at.options());
        auto const key = to_string(uuid::random());
        models::new_cleanup const wanted{*uuid::parse(key),
                                         key,
                                         id,
                                         queue,
                                         std::string{models::cleanup_kind::cancelling_timeout},
                                         json_text{R"({"flow_run_id":"f"})"}};
        await(context, store->transaction(models::enqueue_cleanup, wanted));
        await(context, store->close());
        return key;
    }
    std::string status(std::string const& cleanup) const
    {
        return at.run("SELECT status FROM praetor_cleanup WHERE message_id = '" + cleanup + "'");
    }

    temporary_database at;
    std::unique_ptr<test_server> server;
    uuid id;
};

int refusal(test_server const& server, object const& change, std::string const& pool = "p")
{
    test_websocket socket{server, path_of(pool)};
    socket.authenticate();
    auto hello = hello_payload();
    for (auto const& member : change)
        hello[member.key()] = member.value();
    socket.send(frame("worker.hello.v1", hello));
    return socket.close_code();
}

int end_of(test_server const& server, std::string const& first)
{
    test_websocket socket{server, path_of("p")};
    socket.authenticate();
    socket.send(first);
    return socket.close_code();
}

} // namespace

BOOST_AUTO_TEST_SUITE(worker_channel)

PRAETOR_TEST_EACH_DIALECT(a_worker_that_says_hello_is_told_its_pool_its_queues_and_what_it_may_do)
{
    pool_at here{dialect};
    worker one{*here.server,
               {{"requested_capabilities", list({"worker_heartbeat.v1", "work_pool_snapshot.v1", "odd", "odd"})},
                {"handled_cleanup_kinds", boost::json::array{}}}};
    BOOST_TEST(text_of(one.ready, "consumer_id") == process);
    BOOST_TEST(one.ready.at("worker_id").is_null());
    BOOST_TEST(one.ready.at("selected_channel_version") == "work_pool_worker_channel.v1");
    BOOST_TEST(one.ready.at("effective_heartbeat_interval_seconds") == 30);
    BOOST_TEST(one.ready.at("accepted_capabilities") == value(list({"worker_heartbeat.v1", "work_pool_snapshot.v1"})));
    BOOST_TEST(one.ready.at("rejected_capabilities") == value(list({"odd"})));
    BOOST_TEST(one.ready.at("effective_max_cleanup_concurrency") == 0);
    BOOST_TEST(one.ready.at("resolved_work_queues").at(0).at("name") == "default");
    auto const& snapshot = one.ready.at("initial_snapshot");
    BOOST_TEST(snapshot.at("snapshot_sequence") == 1);
    BOOST_TEST(snapshot.at("reason") == "initial");
    BOOST_TEST(snapshot.at("work_pool") == here.server->get("/work_pools/p").json());
    BOOST_TEST(snapshot.at("work_pool").at("status") == "READY");
    auto const known = here.server->post("/work_pools/p/workers/filter", "{}").json();
    BOOST_TEST(known.at(0).at("name") == "w");
    BOOST_TEST(known.at(0).at("status") == "ONLINE");
    worker two{*here.server, {{"max_cleanup_concurrency", 2}}};
    BOOST_TEST(two.ready.at("effective_max_cleanup_concurrency") == 2);
    BOOST_TEST(two.ready.at("accepted_capabilities").at(2) == "cleanup_delivery.v1");
}

PRAETOR_TEST_EACH_DIALECT(a_worker_is_told_what_its_pool_has_become_once_for_changes_that_come_together)
{
    pool_at here{dialect};
    worker one{*here.server};
    here.server->ask("PATCH", "/work_pools/p", R"({"is_paused":true})");
    auto const told = one.hear("work_pool.snapshot.v1");
    BOOST_TEST(told.at("snapshot_sequence") == 2);
    BOOST_TEST(told.at("reason") == "work_pool_updated");
    BOOST_TEST(told.at("work_pool").at("is_paused") == true);
    here.server->inside([&](app::running_server& all) {
        all.channels().send_change(uuid::random(), {"of another pool"});
        all.channels().send_change(here.id, {"first"});
        all.channels().send_change(here.id, {"second"});
    });
    BOOST_TEST(one.hear("work_pool.snapshot.v1").at("reason") == "second");
    // A heartbeat that sees the change before it is told does not tell it a second time, nor by another name.
    here.server->ask("PATCH", "/work_pools/p", R"({"is_paused":false})");
    one.beat();
    BOOST_TEST(one.hear("work_pool.snapshot.v1").at("reason") == "work_pool_updated");
    BOOST_TEST(one.socket.is_silent(150ms));
    // What workers do not need is told with the next heartbeat, and once.
    here.server->ask("PATCH", "/work_pools/p", R"({"description":"x"})");
    BOOST_TEST(one.socket.is_silent(150ms));
    one.beat();
    auto const later = one.hear("work_pool.snapshot.v1");
    BOOST_TEST(later.at("snapshot_sequence") == 5);
    BOOST_TEST(later.at("reason") == "heartbeat_reconciliation");
    BOOST_TEST(later.at("work_pool").at("description") == "x");
    one.beat();
    BOOST_TEST(one.socket.is_silent(150ms));
}

PRAETOR_TEST_EACH_DIALECT(the_workers_of_a_pool_that_is_deleted_are_let_go)
{
    pool_at here{dialect};
    worker one{*here.server};
    here.server->ask("DELETE", "/work_pools/p");
    BOOST_TEST(one.socket.close_code() == 1008);
}

PRAETOR_TEST_EACH_DIALECT(a_heartbeat_that_can_not_be_stored_ends_the_channel_so_that_the_worker_comes_again)
{
    pool_at here{dialect};
    worker one{*here.server};
    here.at.run("DELETE FROM work_pool");
    one.beat();
    BOOST_TEST(one.socket.close_code() == 1011);
}

PRAETOR_TEST_EACH_DIALECT(a_worker_may_make_its_pool_or_give_it_its_template)
{
    pool_at here{dialect};
    auto const job_template = boost::json::parse(
        R"({"job_configuration":{"command":"{{ a }}"},"variables":{"properties":{"a":{"type":"string"}}}})");
    worker first{
        *here.server, {{"create_pool_if_not_found", true}, {"default_base_job_template", job_template}}, "new"};
    auto const made = here.server->get("/work_pools/new").json();
    BOOST_TEST(made.at("type") == "process");
    BOOST_TEST(made.at("base_job_template") == job_template);
    BOOST_TEST(first.ready.at("initial_snapshot").at("work_pool") == made);

    worker known{*here.server, {{"default_base_job_template", job_template}}};
    BOOST_TEST(known.ready.at("initial_snapshot").at("work_pool").at("base_job_template") == job_template);
    BOOST_TEST(known.hear("work_pool.snapshot.v1").at("reason") == "work_pool_updated");

    auto other = job_template;
    other.at("variables").as_object()["title"] = "other";
    worker late{*here.server, {{"default_base_job_template", other}}};
    BOOST_TEST(late.ready.at("initial_snapshot").at("work_pool").at("base_job_template") == job_template);
}

PRAETOR_TEST_EACH_DIALECT(a_worker_that_asks_for_what_is_not_there_is_turned_away)
{
    pool_at here{dialect};
    auto const& server = *here.server;
    BOOST_TEST(refusal(server, {}, "none") == 1008);
    BOOST_TEST(refusal(server, {{"create_pool_if_not_found", true}}, "Prefect-x") == 1008);
    BOOST_TEST(refusal(server, {{"work_queue_names", list({"default", "none"})}}) == 1008);
    BOOST_TEST(refusal(server, {{"supported_channel_versions", list({"v0"})}}) == 1008);
    BOOST_TEST(refusal(server, {{"create_pool_if_not_found", true}}, "a%26b") == 1011);
    BOOST_TEST(refusal(server, {{"create_pool_if_not_found", true}, {"default_base_job_template", object{{"a", 1}}}},
                       "new") == 1011);
    BOOST_TEST(server.post("/work_pools/count", "{}").body == "1");
    worker again{server, {{"work_queue_names", list({"default", "default"})}}};
    BOOST_TEST(again.ready.at("resolved_work_queues").as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_worker_that_does_not_keep_to_the_protocol_is_turned_away)
{
    pool_at here{db::dialect::sqlite};
    auto const& server = *here.server;
    BOOST_TEST(refusal(server, {{"requested_capabilities", list({"worker_heartbeat.v1", "cleanup_delivery.v1"})}}) ==
               1002);
    BOOST_TEST(refusal(server, {{"requested_capabilities", list({"worker_heartbeat.v1", "work_pool_snapshot.v1"})}}) ==
               1002);
    BOOST_TEST(refusal(server, {{"handled_cleanup_kinds", list({"other"})}}) == 1002);
    BOOST_TEST(refusal(server, {{"max_cleanup_concurrency", nullptr}}) == 1002);
    BOOST_TEST(refusal(server, {{"heartbeat_interval_seconds", 0}}) == 1002);
    BOOST_TEST(refusal(server, {{"worker_name", ""}}) == 1002);
    BOOST_TEST(refusal(server, {{"extra", 1}}) == 1002);
    for (auto const* first : {"{", "5", "{}"})
        BOOST_TEST(end_of(server, first) == 1002, first);
    BOOST_TEST(end_of(server, frame("worker.ready.v1", object{})) == 1002);
    BOOST_TEST(end_of(server, frame("worker.hello.v1", nullptr)) == 1002);
    worker one{server};
    one.socket.send(
        frame("worker.heartbeat.v1",
              object{{"consumer_id", process}, {"worker_name", "other"}, {"heartbeat_interval_seconds", 30}}));
    BOOST_TEST(one.socket.close_code() == 1002);
    worker two{server};
    two.socket.send(std::string((1 << 20) + 1, 'x'));
    BOOST_TEST(two.socket.close_code() == 1002);
}

BOOST_AUTO_TEST_CASE(a_worker_proves_who_it_is_in_the_sub_protocol_and_is_not_told_what_was_wrong)
{
    test_server open{db::dialect::sqlite};
    BOOST_TEST(shake_hands(open.port(), "/api" + path_of("p")).starts_with("HTTP/1.1 403"));
    test_server server{db::dialect::sqlite, {{"PREFECT_SERVER_API_AUTH_STRING", "user:word"}}};
    for (auto const* message : {R"({"type":"auth"})", R"({"type":"auth","token":"user:other"})", R"({"type":"other"})"})
    {
        test_websocket socket{server, path_of("p")};
        socket.send(message);
        BOOST_TEST(socket.close_code() == 1008, message);
    }
    test_websocket socket{server, path_of("none")};
    socket.authenticate("user:word");
    socket.send(frame("worker.hello.v1", hello_payload()));
    BOOST_TEST(socket.close_code() == 1008);
}

PRAETOR_TEST_EACH_DIALECT(a_cleanup_goes_to_a_worker_that_has_room_for_it_and_the_next_when_it_is_done)
{
    pool_at here{dialect};
    worker one{*here.server};
    auto const first = here.enqueue();
    auto const second = here.enqueue();
    BOOST_TEST(one.take() == first);
    BOOST_TEST(one.held.at("kind") == "cancelling_timeout_teardown.v1");
    BOOST_TEST(one.held.at("target") == value(object{{"flow_run_id", "f"}}));
    BOOST_TEST(one.held.at("data") == value(object{}));
    BOOST_TEST(one.held.at("delivery_count") == 1);
    BOOST_TEST(one.held.at("work_queue_id").is_null());
    BOOST_TEST(one.socket.is_silent(1'300ms));
    auto const renewed = one.report("renew");
    BOOST_TEST(renewed.at("status") == "accepted");
    BOOST_TEST(renewed.at("lease_expires_at").as_string() > one.held.at("lease_expires_at").as_string());
    auto const done = one.report("ack");
    BOOST_TEST(done.at("operation") == "ack");
    BOOST_TEST(done.at("status") == "accepted");
    BOOST_TEST(done.at("reason").is_null());
    BOOST_TEST(done.at("message_id") == one.held.at("message_id"));
    BOOST_TEST(here.status(first) == "completed");
    BOOST_TEST(one.take() == second);
}

PRAETOR_TEST_EACH_DIALECT(a_cleanup_that_a_worker_gives_back_is_tried_again_until_it_is_given_up)
{
    pool_at here{dialect, {{"PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_MAX_DELIVERY_ATTEMPTS", "2"}}};
    worker one{*here.server};
    auto const cleanup = here.enqueue();
    BOOST_TEST(one.take() == cleanup);
    BOOST_TEST(one.report("release", {{"reason", "busy"}}).at("status") == "accepted");
    BOOST_TEST(one.take() == cleanup);
    BOOST_TEST(one.held.at("delivery_count") == 2);
    auto const last = one.report("release", {{"reason", "busy"}});
    BOOST_TEST(last.at("status") == "dead_lettered");
    BOOST_TEST(last.at("reason") == "max_delivery_attempts_reached");
    BOOST_TEST(one.socket.is_silent(1'300ms));
    BOOST_TEST(here.status(cleanup) == "dead");
}

PRAETOR_TEST_EACH_DIALECT(a_worker_of_the_cleanups_queue_is_preferred_and_any_other_will_do)
{
    pool_at here{dialect};
    auto const queue = here.server->post("/work_pools/p/queues", R"({"name":"q"})").json();
    worker other{*here.server, {{"worker_name", "other"}, {"work_queue_names", list({"default"})}}};
    worker preferred{*here.server, {{"work_queue_names", list({"q"})}}};
    auto const first = here.enqueue(uuid::parse(text_of(queue, "id")));
    BOOST_TEST(preferred.take() == first);
    auto const second = here.enqueue(uuid::parse(text_of(queue, "id")));
    BOOST_TEST(other.take() == second);
}

PRAETOR_TEST_EACH_DIALECT(a_cleanup_whose_worker_has_gone_goes_to_another_when_its_lease_ends)
{
    pool_at here{dialect, {{"PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_LEASE_SECONDS", "2"}}};
    auto const cleanup = here.enqueue();
    std::optional<worker> dying{std::in_place, *here.server};
    BOOST_TEST(dying->take() == cleanup);
    auto const lost = dying->held;
    dying.reset();
    worker next{*here.server, {{"worker_name", "next"}}};
    BOOST_TEST(next.take() == cleanup);
    auto const held = std::exchange(next.held, lost);
    BOOST_TEST(next.report("ack").at("reason") == "reservation_token_mismatch");
    next.held = held;
    BOOST_TEST(next.report("ack").at("status") == "accepted");
}

PRAETOR_TEST_EACH_DIALECT(a_worker_that_was_let_in_without_cleanups_may_not_report_any)
{
    pool_at here{dialect};
    worker one{*here.server, {{"max_cleanup_concurrency", 0}}};
    auto const cleanup = here.enqueue();
    BOOST_TEST(one.report("ack").at("reason") == "cleanup_delivery_not_accepted");
    BOOST_TEST(one.socket.is_silent(1'300ms));
    BOOST_TEST(here.status(cleanup) == "waiting");
    worker two{*here.server, {{"worker_name", "two"}}};
    BOOST_TEST(two.take() == cleanup);
    two.held["message_id"] = to_string(uuid::random());
    BOOST_TEST(two.report("ack").at("reason") == "message_not_found");
}

PRAETOR_TEST_EACH_DIALECT(cleanups_outlive_a_restart_and_each_goes_to_one_worker_whichever_server_it_is_at)
{
    pool_at here{dialect};
    std::multiset<std::string> wanted;
    for (int i = 0; i < 6; ++i)
        wanted.insert(here.enqueue());
    here.server->stop();
    std::vector<std::unique_ptr<test_server>> servers;
    for (int i = 0; i < (dialect == db::dialect::postgresql ? 2 : 1); ++i)
        servers.push_back(std::make_unique<test_server>(here.at, settings_list{}));
    std::vector<std::unique_ptr<worker>> workers;
    for (std::size_t i = 0; i < 3; ++i)
        workers.push_back(std::make_unique<worker>(
            *servers[i % servers.size()],
            object{{"worker_name", "worker " + std::to_string(i)}, {"max_cleanup_concurrency", 6}}));
    std::multiset<std::string> given;
    for (int looks = 0; looks < 30 && given.size() < wanted.size(); ++looks)
        for (auto& one : workers)
            while (!one->socket.is_silent(100ms))
                given.insert(one->take());
    for (auto& one : workers)
        BOOST_TEST(one->socket.is_silent(500ms));
    BOOST_TEST((given == wanted));
}

// Until the other server listens for notifications, changes are made in vain, and made again.
BOOST_AUTO_TEST_CASE(a_worker_hears_what_another_server_makes_of_its_pool)
{
    pool_at one{db::dialect::postgresql};
    test_server other{one.at, {}};
    worker at_other{other};
    do
        one.server->ask("PATCH", "/work_pools/p", R"({"is_paused":true})");
    while (at_other.socket.is_silent(500ms));
    auto const told = at_other.hear("work_pool.snapshot.v1");
    BOOST_TEST(told.at("reason") == "work_pool_updated");
    BOOST_TEST(told.at("work_pool").at("is_paused") == true);
    BOOST_TEST(at_other.socket.is_silent(300ms));
    other.ask("PATCH", "/work_pools/p", R"({"is_paused":false})"); // its own it does not tell again
    BOOST_TEST(at_other.hear("work_pool.snapshot.v1").at("work_pool").at("is_paused") == false);
    BOOST_TEST(at_other.socket.is_silent(300ms));
    one.server->ask("DELETE", "/work_pools/p");
    BOOST_TEST(at_other.socket.close_code() == 1008);
}

BOOST_AUTO_TEST_SUITE_END()
