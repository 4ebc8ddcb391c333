#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

std::string log_of(std::string const& message, int level, std::string const& time)
{
    return R"({"name":"prefect.flow_runs","level":)" + std::to_string(level) + R"(,"message":")" + message +
           R"(","timestamp":"2026-01-01T00:00:)" + time + R"(Z"})";
}

} // namespace

BOOST_AUTO_TEST_SUITE(logs)

PRAETOR_TEST_EACH_DIALECT(logs_come_back_in_order_by_level_and_by_words)
{
    test_server server{dialect};
    auto const sent =
        server.post("/logs/", '[' + log_of("second line", 40, "02") + ',' + log_of("first line", 20, "01") + ']');
    BOOST_TEST(sent.status == 201);
    BOOST_TEST(sent.body == "null");
    auto const messages = [&](std::string const& filter) {
        std::string all;
        auto const found = server.post("/logs/filter", filter).json();
        for (auto const& one : found.as_array())
            all += text_of(one, "message") + ';';
        return all;
    };
    BOOST_TEST(messages("{}") == "first line;second line;");
    BOOST_TEST(messages(R"({"sort":"TIMESTAMP_DESC"})") == "second line;first line;");
    BOOST_TEST(messages(R"({"logs":{"level":{"ge_":30}}})") == "second line;");
    BOOST_TEST(messages(R"({"logs":{"text":{"query":"LINE -second"}}})") == "first line;");
    BOOST_TEST(messages(R"({"logs":{"timestamp":{"before_":"2026-01-01T00:00:01Z"}}})") == "first line;");
    auto const any_of = [&](std::string const& text) {
        return messages(R"({"logs":{"operator":"or_","level":{"le_":10},"text":{"query":")" + text + "\"}}}");
    };
    BOOST_TEST(any_of(" ").empty()); // asks nothing, and is no way to meet the filter
    BOOST_TEST(any_of("first -line") == "first line;");
    BOOST_TEST(any_of("first -second +second") == "first line;second line;"); // each sign is a criterion of its own
}

PRAETOR_TEST_EACH_DIALECT(signs_of_patterns_stand_for_themselves_in_a_search)
{
    test_server server{dialect};
    std::string all;
    for (auto const* message : {"100% done", "100 done", "load_file", "loadXfile", "C:\\\\temp", "C:temp"})
        all += (all.empty() ? '[' : ',') + log_of(message, 20, "01");
    BOOST_REQUIRE(server.post("/logs/", all + ']').status == 201);
    auto const count = [&](std::string const& words) {
        return server.post("/logs/filter", R"({"logs":{"text":{"query":")" + words + "\"}}}").json().as_array().size();
    };
    BOOST_TEST(count("100%") == 1U);
    BOOST_TEST(count("LOAD_FILE") == 1U);
    BOOST_TEST(count("-load_file") == 5U);
    BOOST_TEST(count("+_") == 6U); // the name of the logger has one
    BOOST_TEST(count("c:\\\\t") == 1U);
}

PRAETOR_TEST_EACH_DIALECT(a_nul_in_a_message_is_left_out_and_the_rest_is_kept)
{
    test_server server{dialect};
    BOOST_TEST(
        server.post("/logs/", R"([{"name":"x","level":20,"message":"a\u0000b","timestamp":"2026-01-01T00:00:00Z"}])")
            .status == 201);
    BOOST_TEST(server.post("/logs/filter", "{}").json().at(0).at("message") == "ab");
}

PRAETOR_TEST_EACH_DIALECT(a_subscriber_hears_the_logs_of_its_filter)
{
    test_server server{dialect};
    test_websocket socket{server, "/logs/out"};
    socket.authenticate();
    socket.send(R"({"type":"filter","filter":{"level":{"ge_":30}}})");
    BOOST_TEST(socket.is_silent(std::chrono::milliseconds{200}));
    server.post("/logs/", '[' + log_of("quiet", 20, "01") + ',' + log_of("loud", 40, "02") + ']');
    auto const heard = socket.receive();
    BOOST_TEST(heard.at("type") == "log");
    BOOST_TEST(heard.at("log").at("message") == "loud");
}

BOOST_AUTO_TEST_CASE(no_logs_are_streamed_where_either_setting_of_streams_is_off)
{
    for (std::string const name :
         {"PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED", "PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED"})
    {
        test_server server{db::dialect::sqlite, {{name, "false"}}};
        test_websocket socket{server, "/logs/out"};
        socket.authenticate();
        socket.send(R"({"type":"filter","filter":{}})");
        BOOST_TEST(socket.is_silent(std::chrono::milliseconds{200}));
        server.post("/logs/", '[' + log_of("loud", 40, "02") + ']');
        BOOST_TEST(socket.is_silent(std::chrono::milliseconds{200}), name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
