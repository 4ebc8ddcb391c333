#include <tests/api/sent_events.hpp>
#include <tests/support/dialects.hpp>

#include <server/app/running_server.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/text/base64.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <atomic>
#include <set>
#include <thread>
#include <utility>

using namespace praetor;
using namespace praetor::tests;

namespace {

// A recorder that stores nothing of what it takes.
struct idle_recorder final : services::event_recorder
{
    explicit idle_recorder(double load) : load_(load) {}
    std::uint64_t taken() const noexcept override { return 1; }
    std::uint64_t settled() const noexcept override { return 0; }
    double load() const noexcept override { return load_; }
    void flush() override {}

    double load_;
};

// More events than a server takes wait to be stored on it, until end() is called. Leaves the server before that stops.
class congestion
{
public:
    explicit congestion(test_server& on, double load = 1) : on_(on), recorder_(load)
    {
        on_.inside([this](app::running_server& all) {
            all.bus().record_by({&recorder_});
            hears_ = all.bus().subscribe([this](models::event_ptr const&, services::event_origin) { ++heard_; });
        });
    }

    ~congestion()
    {
        if (!left_)
            end();
        leave();
    }

    void leave()
    {
        if (std::exchange(left_, true))
            return;
        on_.inside([this](app::running_server&) { hears_ = {}; });
    }

    void end() const
    {
        on_.inside([](app::running_server& all) {
            all.bus().record_by({});
            all.bus().notify_progress();
        });
    }

    // So many events were taken all in all, within ten seconds.
    bool hears(int count) const
    {
        for (int tries = 0; tries < 1000 && heard_ < count; ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        return heard_ == count;
    }

private:
    test_server& on_;
    idle_recorder recorder_;
    std::atomic<int> heard_{0};
    bool left_ = false;
    services::event_bus::subscription hears_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(events)

PRAETOR_TEST_EACH_DIALECT(posted_events_are_stored_when_they_are_answered)
{
    test_server server{dialect};
    auto const one =
        event_of("a.b", "x.1", R"(,"related":[{"prefect.resource.id":"y.1","prefect.resource.role":"r","k":"v"}])");
    BOOST_TEST(server.post("/events", '[' + one + ']').status == 204);
    BOOST_TEST(server.post("/events", '[' + one + ']').status == 204);
    auto const page = server.post("/events/filter", "{}").json();
    BOOST_TEST(page.at("total") == 1);
    auto const& stored = page.at("events").at(0);
    BOOST_TEST(stored.at("payload").at("n") == 1);
    BOOST_TEST(stored.at("related").at(0).at("k") == "v");
    BOOST_TEST(stored.at("follows").is_null());
}

PRAETOR_TEST_EACH_DIALECT(an_event_that_is_stored_keeps_its_resources_beside_new_ones)
{
    temporary_database at{dialect};
    test_server server{at, {}};
    auto const related = R"(,"related":[{"prefect.resource.id":"y.1","prefect.resource.role":"r","k":"v"}])";
    auto const known = event_of("known", "x.1", related);
    auto const fresh = event_of("fresh", "x.2", related);
    BOOST_TEST(server.post("/events", '[' + known + ']').status == 204);
    BOOST_TEST(server.post("/events", '[' + known + ',' + fresh + ',' + known + ']').status == 204);
    BOOST_TEST(at.run("SELECT count(*) FROM events") == "2");
    BOOST_TEST(at.run("SELECT count(*) FROM event_resources") == "4");
    BOOST_TEST(at.run("SELECT count(*) FROM event_resources WHERE resource_id = 'x.1' AND resource_role = ''") == "1");
    BOOST_TEST(at.run("SELECT count(DISTINCT created) FROM event_resources WHERE created = updated") == "2");
}

PRAETOR_TEST_EACH_DIALECT(every_document_of_an_event_is_stored_as_json)
{
    test_server server{dialect};
    auto const related = [](std::string const& id) {
        return R"({"prefect.resource.id":")" + id + R"(","prefect.resource.role":"part"})";
    };
    server.post("/events",
                '[' + event_of("none.related") + ',' +
                    event_of("two.related", "x.2", R"(,"related":[)" + related("a") + ',' + related("b") + ']') + ']');
    wait_until_stored(server, 2);
    auto const stored = [&](std::string const& column, std::string const& event) {
        return json::parse(server.database().run("SELECT " + column + " FROM events WHERE event = '" + event + "'"));
    };
    BOOST_TEST(stored("related_resource_ids", "none.related") == json::parse("[]"));
    BOOST_TEST(stored("related_resource_ids", "two.related") == json::parse(R"(["a","b"])"));
    BOOST_TEST(stored("related", "none.related") == json::parse("[]"));
    BOOST_TEST(stored("related", "two.related").as_array().size() == 2U);
    BOOST_TEST(stored("resource", "two.related") == json::parse(R"({"prefect.resource.id":"x.2"})"));
    BOOST_TEST(stored("payload", "two.related") == json::parse(R"({"n":1})"));
    if (dialect == db::dialect::sqlite)
        BOOST_TEST(server.database().run("SELECT count(*) FROM event_resources WHERE json_valid(resource)") == "4");
}

PRAETOR_TEST_EACH_DIALECT(filters_ask_for_names_resources_labels_and_words)
{
    test_server server{dialect};
    server.post("/events",
                '[' +
                    event_of("a.made", "x.1",
                             R"(,"related":[{"prefect.resource.id":"y.1","prefect.resource.role":"r","k":"v1"}])") +
                    ',' + event_of("a.gone", "x.2") + ',' + event_of("b.made", "z_1") + ']');
    BOOST_TEST(count(server, R"({"event":{"prefix":["a."]}})") == 2);
    BOOST_TEST(count(server, R"({"event":{"prefix":["a."],"exclude_name":["a.gone"]}})") == 1);
    BOOST_TEST(count(server, R"({"event":{"name":["a.gone","b.made"]}})") == 2);
    BOOST_TEST(count(server, R"({"resource":{"id_prefix":["x."]}})") == 2);
    BOOST_TEST(count(server, R"({"resource":{"labels":{"prefect.resource.id":"x.*"}}})") == 2);
    BOOST_TEST(count(server, R"({"resource":{"labels":{"prefect.resource.id":["!x.*"]}}})") == 1);
    BOOST_TEST(count(server, R"({"related":{"role":["r"],"labels":{"k":"v?"}}})") == 1);
    BOOST_TEST(count(server, R"({"related":[{"id":["y.1"]},{"role":["other"]}]})") == 0);
    BOOST_TEST(count(server, R"({"any_resource":{"id":["y.1"]}})") == 1);
    BOOST_TEST(count(server, R"({"text":{"query":"gone"}})") == 1);
    BOOST_TEST(count(server, R"({"text":{"query":"x_2"}})") == 0);
    BOOST_TEST(count(server, R"({"text":{"query":"%gone"}})") == 0);
    BOOST_TEST(count(server, R"({"text":{"query":"z_1"}})") == 1);
    BOOST_TEST(count(server, R"({"occurred":{"until":"2020-01-01T00:00:00Z"}})") == 0);
}

PRAETOR_TEST_EACH_DIALECT(pages_follow_each_other_by_their_tokens)
{
    test_server server{dialect};
    std::string all;
    for (int i = 0; i < 120; ++i)
        all += (i == 0 ? "[" : ",") + event_of("e." + std::to_string(i));
    server.post("/events", all + ']');
    auto page = server.post("/events/filter", R"({"limit":50})").json();
    std::set<std::string> seen;
    int pages = 0;
    for (;; ++pages) {
        for (auto const& one : page.at("events").as_array())
            seen.insert(text_of(one, "event"));
        if (page.at("next_page").is_null())
            break;
        auto const next = text_of(page, "next_page");
        page = server.get(next.substr(next.find("/api/") + 4)).json();
    }
    BOOST_TEST(pages == 2);
    BOOST_TEST(seen.size() == 120U);
    BOOST_TEST(server.get("/events/filter/next?page-token=bm9uc2Vuc2U=").status == 403);
}

PRAETOR_TEST_EACH_DIALECT(a_page_token_of_a_clients_own_asks_for_no_more_than_a_page)
{
    test_server server{dialect};
    server.post("/events", '[' + event_of("e.1") + ',' + event_of("e.2") + ']');
    auto const next = text_of(server.post("/events/filter", R"({"limit":1})").json(), "next_page");
    auto const token = *base64_decoded(*base64_decoded(next.substr(next.find("page-token=") + 11)));
    auto const with = [&](std::string const& name, std::string const& value) {
        auto edited = token;
        auto const at = edited.find('"' + name + "\":") + name.size() + 3;
        edited.replace(at, edited.find_first_of(",}", at) - at, value);
        return server.get("/events/filter/next?page-token=" + base64_encoded(base64_encoded(edited))).status;
    };
    BOOST_TEST(with("page_size", "1") == 200);
    BOOST_TEST(with("page_size", "50") == 200);
    for (auto const* size : {"51", "100000", "-1", "9223372036854775807"})
        BOOST_TEST(with("page_size", size) == 403, size);
    for (auto const* offset : {"-1", "3", "9223372036854775807"})
        BOOST_TEST(with("offset", offset) == 403, offset);
    BOOST_TEST(with("count", "-1") == 403);
}

PRAETOR_TEST_EACH_DIALECT(events_are_counted_by_resource_and_by_time)
{
    test_server server{dialect};
    server.post("/events", '[' + event_of("a", "x.1") + ',' + event_of("b", "x.1") + ',' + event_of("c", "x.2") + ']');
    auto const by_resource = server.post("/events/count-by/resource", R"({"filter":{}})").json();
    BOOST_TEST(by_resource.at(0).at("value") == "x.1");
    BOOST_TEST(by_resource.at(0).at("count") == 2);
    auto const by_day = server.post("/events/count-by/day", R"({"filter":{}})").json();
    BOOST_TEST(by_day.as_array().back().at("count") == 3);
    BOOST_TEST(server.post("/events/count-by/time", R"({"filter":{},"time_unit":"second"})").status == 422);
    BOOST_TEST(server.post("/events/count-by/mood", R"({"filter":{}})").status == 422);
}

PRAETOR_TEST_EACH_DIALECT(limits_of_events_are_kept)
{
    test_server server{dialect, {{"PREFECT_EVENTS_MAXIMUM_SIZE_BYTES", "2000"}}};
    BOOST_TEST(server.post("/events", '[' + event_of("a", "") + ']').status == 422);
    BOOST_TEST(server.post("/events", '[' + event_of(std::string(1025, 'n')) + ']').status == 422);
    BOOST_TEST(server.post("/events", '[' + event_of("a", "x", R"(,"follows":"no uuid")") + ']').status == 422);
    BOOST_TEST(server.post("/events", '[' + event_of("a", std::string(3000, 'x')) + ']').status == 422);
    std::string related;
    for (int i = 0; i < 101; ++i)
        related += (i == 0 ? "" : ",") + std::string{R"({"prefect.resource.id":"y","prefect.resource.role":"r"})"};
    BOOST_TEST(server.post("/events", '[' + event_of("a", "x", R"(,"related":[)" + related + ']') + ']').status == 422);
    BOOST_TEST(count(server) == 0);
}

PRAETOR_TEST_EACH_DIALECT(events_from_a_socket_are_stored_and_a_stop_loses_none)
{
    temporary_database at{dialect};
    {
        test_server server{at, {}};
        test_websocket socket{server, "/events/in"};
        socket.authenticate();
        for (int i = 0; i < 300; ++i)
            socket.send(event_of("e." + std::to_string(i)));
        socket.send(event_of("last"));
        for (int tries = 0; tries < 1000 && count(server, R"({"event":{"name":["last"]}})") == 0; ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        server.stop();
    }
    test_server again{at, {}};
    BOOST_TEST(count(again) == 301);
}

PRAETOR_TEST_EACH_DIALECT(a_subscriber_sees_what_was_and_what_comes_each_once_and_in_order)
{
    test_server server{dialect};
    auto const start = now();
    auto const numbered = [start](int i) {
        return event_of("e." + std::to_string(i), "x.1", {}, start + std::chrono::milliseconds{i});
    };
    for (int i = 0; i < 300; i += 100) {
        std::string batch;
        for (int j = i; j < i + 100; ++j)
            batch += (j == i ? "[" : ",") + numbered(j);
        server.post("/events", batch + ']');
    }
    test_websocket socket{server, "/events/out"};
    socket.authenticate();
    socket.send(filter_all());
    for (int i = 300; i < 400; ++i)
        server.post("/events", '[' + numbered(i) + ']');
    for (int i = 0; i < 400; ++i) {
        auto const told = socket.receive();
        BOOST_REQUIRE(text_of(told.at("event"), "event") == "e." + std::to_string(i));
    }
    BOOST_TEST(socket.is_silent(std::chrono::milliseconds{100}));
}

PRAETOR_TEST_EACH_DIALECT(a_subscriber_is_told_large_events_between_small_ones_in_their_order)
{
    test_server server{dialect};
    auto const start = now() - std::chrono::seconds{10};
    constexpr int count = 90;
    std::string batch;
    for (int i = 0; i < count; ++i) {
        auto one = event_of("e." + std::to_string(i), "x.1", {}, start + std::chrono::milliseconds{i});
        if (i % 3 == 1)
            one.replace(one.find(R"("n":1)"), 5, R"("n":")" + std::string(300'000, 'x') + '"');
        batch += (i == 0 ? "[" : ",") + one;
    }
    BOOST_TEST(server.post("/events", batch + ']').status == 204);
    test_websocket socket{server, "/events/out"};
    socket.authenticate();
    socket.send(filter_all());
    // What a subscriber says is passed over, however much it is.
    socket.send(std::string(17 * 1024 * 1024, 'x'));
    for (int i = 0; i < count; ++i)
        BOOST_REQUIRE(text_of(socket.receive().at("event"), "event") == "e." + std::to_string(i));
}

PRAETOR_TEST_EACH_DIALECT(a_subscriber_without_backfill_hears_only_what_its_filter_asks_for)
{
    test_server server{dialect};
    server.post("/events", '[' + event_of("a.before") + ']');
    test_websocket socket{server, "/events/out"};
    socket.authenticate();
    auto wanted = filter_all(R"(,"event":{"prefix":["a."]},"resource":{"labels":{"prefect.resource.id":"x.*"}})");
    wanted.insert(1, R"("backfill":false,)");
    socket.send(wanted);
    BOOST_TEST(socket.is_silent(std::chrono::milliseconds{200}));
    server.post("/events",
                '[' + event_of("b.other") + ',' + event_of("a.other", "z.1") + ',' + event_of("a.wanted") + ']');
    BOOST_TEST(socket.receive().at("event").at("event") == "a.wanted");
}

BOOST_AUTO_TEST_CASE(where_streaming_out_is_off_a_subscriber_is_told_what_is_stored_and_nothing_more)
{
    test_server server{db::dialect::sqlite, {{"PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED", "false"}}};
    server.post("/events", '[' + event_of("a.before") + ']');
    test_websocket socket{server, "/events/out"};
    socket.authenticate();
    socket.send(filter_all());
    BOOST_TEST(socket.receive().at("event").at("event") == "a.before");
    server.post("/events", '[' + event_of("a.after") + ']');
    BOOST_TEST(socket.is_silent(std::chrono::milliseconds{200}));
}

BOOST_AUTO_TEST_CASE(servers_of_one_process_have_limits_of_events_of_their_own)
{
    test_server narrow{db::dialect::sqlite, {{"PREFECT_SERVER_EVENTS_MAXIMUM_EVENT_NAME_LENGTH", "3"}}};
    test_server wide{db::dialect::sqlite};
    auto const sent = '[' + event_of("a.long.name") + ']';
    BOOST_TEST(narrow.post("/events", sent).status == 422);
    BOOST_TEST(wide.post("/events", sent).status == 204);
}

BOOST_AUTO_TEST_CASE(an_older_client_without_the_sub_protocol_needs_no_handshake)
{
    test_server server{db::dialect::sqlite};
    test_websocket socket{server, "/events/in", ""};
    socket.send(event_of("legacy"));
    wait_until_stored(server, 1);
}

PRAETOR_TEST_EACH_DIALECT(an_event_sent_over_a_socket_keeps_its_depth_and_its_digits)
{
    test_server server{dialect};
    test_websocket socket{server, "/events/in"};
    socket.authenticate();
    auto event = event_of("a.deep");
    std::string const deep = std::string(100, '[') + "123456789012345678901234567890" + std::string(100, ']');
    event.replace(event.find(R"("n":1)"), 5, R"("n":)" + deep);
    socket.send(event);
    std::string stored;
    for (int tries = 0; tries < 1000 && stored.find(deep) == std::string::npos; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
        stored = server.post("/events/filter", "{}").body;
    }
    BOOST_TEST(stored.find(deep) != std::string::npos);
}

PRAETOR_TEST_EACH_DIALECT(an_event_that_the_database_can_not_hold_takes_no_other_with_it)
{
    test_server server{dialect};
    test_websocket socket{server, "/events/in"};
    socket.authenticate();
    for (auto const* payload : {R"("n":1)", R"("n":NaN)", R"("n":"\u0000")", R"("n":2)"}) {
        auto event = event_of("a.mixed");
        event.replace(event.find(R"("n":1)"), 5, payload);
        socket.send(event);
    }
    std::set<std::int64_t> stored;
    for (int tries = 0; tries < 1000 && stored.size() < 2; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
        auto const page = json::parse(server.post("/events/filter", "{}").body);
        for (auto const& one : page.at("events").as_array())
            if (auto const* number = one.at("payload").at("n").if_int64())
                stored.insert(*number);
    }
    BOOST_TEST(stored.contains(1));
    BOOST_TEST(stored.contains(2));
}

PRAETOR_TEST_EACH_DIALECT(a_socket_that_waits_for_room_ends_with_its_server)
{
    test_server server{dialect};
    congestion full{server};
    test_websocket socket{server, "/events/in"};
    socket.authenticate();
    socket.send(event_of("e.1"));
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    BOOST_TEST(full.hears(0));
    full.leave();
    auto const began = std::chrono::steady_clock::now();
    server.stop();
    BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::seconds{4}));
}

PRAETOR_TEST_EACH_DIALECT(a_socket_that_waits_for_room_reads_on_when_there_is_some)
{
    test_server server{dialect};
    congestion const full{server};
    test_websocket socket{server, "/events/in"};
    socket.authenticate();
    for (int i = 0; i < 5; ++i)
        socket.send(event_of("e"));
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    BOOST_TEST(full.hears(0));
    full.end();
    BOOST_TEST(full.hears(5));
}

PRAETOR_TEST_EACH_DIALECT(what_a_client_sent_before_it_left_is_taken_though_there_is_no_room)
{
    test_server server{dialect};
    congestion const full{server};
    {
        test_websocket socket{server, "/events/in"};
        socket.authenticate();
        for (int i = 0; i < 20; ++i)
            socket.send(event_of("e"));
    }
    BOOST_TEST(full.hears(20));
}

BOOST_AUTO_TEST_CASE(wrong_first_words_close_the_socket_with_their_code)
{
    test_server server{db::dialect::sqlite};
    test_websocket unauthenticated{server, "/events/out"};
    unauthenticated.send(R"({"type":"filter"})");
    BOOST_TEST(unauthenticated.close_code() == 1008);
    test_websocket unfiltered{server, "/events/out"};
    unfiltered.authenticate();
    unfiltered.send(R"({"type":"hello"})");
    BOOST_TEST(unfiltered.close_code() == 1002);
    test_websocket wrong{server, "/events/out"};
    wrong.authenticate();
    wrong.send(R"({"type":"filter","filter":{"surprise":1}})");
    BOOST_TEST(wrong.close_code() == 1002);
}

BOOST_AUTO_TEST_CASE(with_an_auth_string_a_socket_needs_the_token)
{
    test_server server{db::dialect::sqlite, {{"PREFECT_SERVER_API_AUTH_STRING", "admin:secret"}}};
    test_websocket wrong{server, "/events/in"};
    wrong.send(R"({"type":"auth","token":"guess"})");
    BOOST_TEST(wrong.close_code() == 1008);
    test_websocket right{server, "/events/in"};
    right.authenticate("admin:secret");
    BOOST_CHECK_THROW((test_websocket{server, "/events/in", ""}), std::exception);
}

BOOST_AUTO_TEST_SUITE_END()
