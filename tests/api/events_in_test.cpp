// What a client of /events/in is told, and what becomes of what it sends.
#include <tests/api/sent_events.hpp>
#include <tests/support/dialects.hpp>

#include <server/app/running_server.hpp>

#include <array>
#include <functional>
#include <thread>

using namespace praetor;
using namespace praetor::tests;
using namespace std::chrono_literals;

namespace {

struct sender : test_websocket
{
    explicit sender(test_server const& server) : test_websocket(server, "/events/in") { authenticate(); }
};

std::string counted(test_server const& server, std::string const& reason)
{
    auto const text = server.get("/metrics").body;
    auto const line = "praetor_events_refused_total{reason=\"" + reason + "\"} ";
    auto const at = text.find(line);
    if (at == std::string::npos)
        return {};
    auto const begin = at + line.size();
    return text.substr(begin, text.find('\n', begin) - begin);
}

// Holds a table of PostgreSQL, until the end.
class table_lock
{
public:
    table_lock(temporary_database const& of, std::string const& table) : at_(of)
    {
        holder_ = std::thread{[this, table] {
            try {
                at_.run("BEGIN; LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(100)");
            }
            catch (std::exception const&) { // it is ended by the other one
            }
        }};
        while (at_.run("SELECT count(*) FROM pg_locks WHERE relation = '" + table +
                       "'::regclass AND mode = 'AccessExclusiveLock' AND granted") == "0")
            std::this_thread::sleep_for(10ms);
    }
    ~table_lock()
    {
        at_.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query "
                "LIKE '%pg_sleep(100)%' AND pid <> pg_backend_pid()");
        holder_.join();
    }

private:
    temporary_database const& at_;
    std::thread holder_;
};

// A role that a server's sessions have, until the end.
class limited_role
{
public:
    explicit limited_role(temporary_database const& of) : at_(of), name_("limited_" + of.path())
    {
        at_.run("CREATE ROLE " + name_ + "; GRANT ALL ON ALL TABLES IN SCHEMA public TO " + name_ +
                "; ALTER DATABASE " + at_.path() + " SET role = '" + name_ + "'");
    }
    ~limited_role()
    {
        as_owner("ALTER DATABASE " + at_.path() + " RESET role; DROP OWNED BY " + name_ + "; DROP ROLE " + name_);
    }

    void as_owner(std::string const& statements) const { at_.run("SET ROLE NONE; " + statements); }
    std::string const& name() const noexcept { return name_; }

private:
    temporary_database const& at_;
    std::string name_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(events_in)

PRAETOR_TEST_EACH_DIALECT(a_ping_is_answered_when_all_events_before_it_are_stored)
{
    temporary_database at{dialect};
    test_server server{at, {{"PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL", "3600"}}};
    sender socket{server};
    socket.ping("first");
    BOOST_TEST(socket.hears_pong("first", 10s));
    for (int i = 0; i < 300; ++i)
        socket.send(event_of("e." + std::to_string(i)));
    socket.ping("last");
    BOOST_TEST(socket.hears_pong("last", 10s));
    BOOST_TEST(at.run("SELECT count(*) FROM events") == "300");
}

PRAETOR_TEST_EACH_DIALECT(a_pong_waits_while_the_events_can_not_be_stored_and_what_comes_behind_is_read)
{
    temporary_database at{dialect};
    test_server server{at, {}};
    test_websocket subscriber{server, "/events/out"};
    subscriber.authenticate();
    auto wanted = filter_all();
    wanted.insert(1, R"("backfill":false,)");
    subscriber.send(wanted);
    BOOST_TEST(subscriber.is_silent(100ms));
    at.run("ALTER TABLE events RENAME TO events_away");
    sender socket{server};
    socket.send(event_of("first"));
    socket.ping("behind the first");
    socket.send(event_of("second"));
    BOOST_TEST(text_of(subscriber.receive().at("event"), "event") == "first");
    BOOST_TEST(text_of(subscriber.receive().at("event"), "event") == "second");
    BOOST_TEST(!socket.hears_pong("behind the first", 400ms));
    at.run("ALTER TABLE events_away RENAME TO events");
    BOOST_TEST(socket.hears_pong("behind the first", 10s));
    BOOST_TEST(at.run("SELECT count(*) FROM events WHERE event = 'first'") == "1");
}

PRAETOR_TEST_EACH_DIALECT(a_client_whose_events_are_stored_gets_its_pong_while_those_of_others_can_not_be)
{
    temporary_database at{dialect};
    test_server server{at, {}};
    sender stored{server};
    stored.send(event_of("stored"));
    stored.ping("first");
    BOOST_TEST(stored.hears_pong("first", 10s));
    at.run("ALTER TABLE events RENAME TO events_away");
    sender waiting{server};
    waiting.send(event_of("waits"));
    waiting.ping("behind");
    BOOST_TEST(!waiting.hears_pong("behind", 300ms));
    stored.ping("alive");
    BOOST_TEST(stored.hears_pong("alive", 10s));
    sender idle{server};
    idle.ping("alive");
    BOOST_TEST(idle.hears_pong("alive", 10s));
    at.run("ALTER TABLE events_away RENAME TO events");
    BOOST_TEST(waiting.hears_pong("behind", 10s));
}

PRAETOR_TEST_EACH_DIALECT(many_pings_are_answered_though_nobody_waits_for_each)
{
    test_server server{dialect};
    sender socket{server};
    for (int i = 0; i < 200; ++i) {
        socket.send(event_of("e"));
        socket.ping(std::to_string(i));
    }
    BOOST_TEST(socket.hears_pong("199", 10s));
    BOOST_TEST(count(server) == 200);
}

PRAETOR_TEST_EACH_DIALECT(a_refused_event_is_counted_by_its_reason_and_its_socket_goes_on)
{
    test_server server{dialect, {{"PREFECT_SERVER_METRICS_ENABLED", "true"}}};
    sender socket{server};
    std::string related;
    for (int i = 0; i < 101; ++i)
        related += (i == 0 ? "" : ",") + std::string{R"({"prefect.resource.id":"y","prefect.resource.role":"r"})"};
    std::array const refused{
        std::string{"no json"},
        std::string{"[]"},
        event_of("a", std::string(1'600'000, 'x')),
        event_of("a", "x", R"(,"related":[)" + related + ']'),
        event_of(std::string(1025, 'n')),
        event_of("a", ""),
        std::string{R"({"event":"a","occurred":"2026-01-01T00:00:00Z","payload":{},"id":")"} +
            to_string(uuid::random()) + R"(","resource":{}})",
    };
    for (auto const& one : refused) {
        socket.send(one);
        socket.send(event_of("good"));
    }
    socket.ping("all");
    BOOST_TEST(socket.hears_pong("all", 10s));
    BOOST_TEST(count(server) == std::ssize(refused));
    BOOST_TEST(counted(server, "json_invalid") == "1");
    BOOST_TEST(counted(server, "too_large") == "1");
    BOOST_TEST(counted(server, "string_too_long") == "");
    BOOST_TEST(counted(server, "value_error") != "");
}

PRAETOR_TEST_EACH_DIALECT(an_event_of_whatever_size_leaves_its_socket_open)
{
    test_server server{dialect};
    sender socket{server};
    socket.send(event_of("a", "x", R"(,"more":")" + std::string(17 * 1024 * 1024, 'x') + '"'));
    socket.send(event_of("good"));
    socket.ping("all");
    BOOST_TEST(socket.hears_pong("all", 10s));
    BOOST_TEST(count(server) == 1);
}

PRAETOR_TEST_EACH_DIALECT(events_wait_while_their_tables_take_none_and_those_of_task_runs_alike)
{
    for (std::string const table : {"events", "event_resources", "task_run_state"}) {
        temporary_database at{dialect};
        test_server server{at, {}};
        at.run("ALTER TABLE " + table + " RENAME TO away");
        sender socket{server};
        auto const run = to_string(uuid::random());
        socket.send(R"({"id":")" + to_string(uuid::random()) +
                    R"(","occurred":"2026-01-01T00:00:00Z",)"
                    R"("event":"prefect.task-run.Running","resource":{"prefect.resource.id":"prefect.task-run.)" +
                    run +
                    R"(","prefect.orchestration":"client"},"payload":{"task_run":{"task_key":"k",)"
                    R"("dynamic_key":"d"},"validated_state":{"type":"RUNNING","name":"Running"}}})");
        socket.ping("all");
        BOOST_TEST(!socket.hears_pong("all", 300ms));
        at.run("ALTER TABLE away RENAME TO " + table);
        BOOST_TEST(socket.hears_pong("all", 10s));
        BOOST_TEST(at.run("SELECT count(*) FROM events") == "1");
        BOOST_TEST(at.run("SELECT state_type FROM task_run") == "RUNNING");
    }
}

BOOST_AUTO_TEST_CASE(events_wait_while_the_server_has_no_right_to_store_them)
{
    temporary_database at{db::dialect::postgresql};
    test_server{at, {}}.stop();
    limited_role const role{at};
    role.as_owner("REVOKE INSERT ON events FROM " + role.name());
    test_server server{at, {}};
    sender socket{server};
    socket.send(event_of("patient"));
    socket.ping("all");
    BOOST_TEST(!socket.hears_pong("all", 500ms));
    role.as_owner("GRANT INSERT ON events TO " + role.name());
    BOOST_TEST(socket.hears_pong("all", 10s));
    BOOST_TEST(count(server) == 1);
    server.stop();
}

BOOST_AUTO_TEST_CASE(a_server_stops_in_time_though_a_table_of_its_events_is_locked_to_what_stores_and_what_deletes_them)
{
    temporary_database at{db::dialect::postgresql};
    test_server server{at,
                       {{"PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED", "events"},
                        {"PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS", "0.1"}}};
    table_lock const held{at, "events"};
    sender socket{server};
    for (int i = 0; i < 50; ++i)
        socket.send(event_of("e"));
    BOOST_TEST(!socket.hears_pong("none", 300ms));
    auto const began = std::chrono::steady_clock::now();
    server.stop();
    BOOST_TEST((std::chrono::steady_clock::now() - began < 8s));
}

BOOST_AUTO_TEST_SUITE_END()
