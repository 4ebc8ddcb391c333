// Statuses, headers and bodies that every route shares.
#include <tests/support/dialects.hpp>
#include <tests/support/test_server.hpp>

#include <libdeflate.h>

namespace {

using namespace praetor;
using tests::test_server;

struct served
{
    test_server server{db::dialect::sqlite};
};

std::string unzipped(std::string const& packed)
{
    std::string out(1 << 20, '\0');
    std::size_t size = 0;
    auto* engine = libdeflate_alloc_decompressor();
    auto const done = libdeflate_gzip_decompress(engine, packed.data(), packed.size(), out.data(), out.size(), &size);
    libdeflate_free_decompressor(engine);
    out.resize(done == LIBDEFLATE_SUCCESS ? size : 0);
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(protocol, served)

BOOST_AUTO_TEST_CASE(an_unknown_path_is_404_and_a_wrong_method_is_405_with_what_is_allowed)
{
    auto const unknown = server.get("/nothing/here");
    BOOST_TEST(unknown.status == 404);
    BOOST_TEST(unknown.body == R"({"detail":"Not Found"})");
    auto const wrong = server.ask("DELETE", "/flows/filter");
    BOOST_TEST(wrong.status == 405);
    BOOST_TEST(wrong.body == R"({"detail":"Method Not Allowed"})");
    BOOST_TEST(wrong.headers.at("allow") == "POST");
}

BOOST_AUTO_TEST_CASE(a_missing_slash_at_the_end_is_redirected)
{
    auto const answer = server.post("/flows", R"({"name":"x"})");
    BOOST_TEST(answer.status == 307);
    BOOST_TEST(answer.headers.at("location") == "http://localhost/api/flows/");
}

BOOST_AUTO_TEST_CASE(malformed_json_is_422_with_the_place_of_the_fault)
{
    auto const answer = server.post("/flows/", R"({"name": )");
    BOOST_TEST(answer.status == 422);
    auto const problem = answer.json().at("exception_detail").at(0);
    BOOST_TEST(problem.at("type") == "json_invalid");
    BOOST_TEST(problem.at("loc") == boost::json::value({"body", 9}));
    BOOST_TEST(problem.at("ctx").at("error") == "Expecting value");
}

BOOST_AUTO_TEST_CASE(every_wrong_member_is_listed_at_once)
{
    auto const answer =
        server.post("/flow_runs/filter", R"({"limit":"many","offset":-1,"flow_runs":{"id":{"any_":["x"]},"no":1}})");
    BOOST_TEST(answer.status == 422);
    auto const detail = answer.json().at("exception_detail").as_array();
    BOOST_TEST(detail.size() == 4U);
    BOOST_TEST(answer.json().at("exception_message") == "Invalid request received.");
}

BOOST_AUTO_TEST_CASE(however_much_is_wrong_a_hundred_problems_are_told)
{
    std::string many = "[";
    for (int i = 0; i < 200'000; ++i)
        many += "{},";
    auto const answer = server.post("/logs/", many + "{}]");
    BOOST_TEST(answer.status == 422);
    BOOST_TEST(answer.body.size() < 100'000U);
    BOOST_TEST(answer.json().at("exception_detail").as_array().size() == 100U);
    BOOST_TEST(answer.json().at("request_body").as_string().starts_with("[{},{},"));
    BOOST_TEST(server.post("/logs/", "[{}]").json().at("request_body") == boost::json::array{boost::json::object{}});
}

BOOST_AUTO_TEST_CASE(a_body_whose_values_would_take_too_much_memory_is_413)
{
    std::string zeros = "[";
    for (int i = 0; i < 4'000'000; ++i)
        zeros += "0,";
    BOOST_TEST(server.post("/logs/", zeros + "0]").status == 413);
    BOOST_TEST(server.get("/health").status == 200);
}

BOOST_AUTO_TEST_CASE(events_of_a_long_body_are_stored_and_refused_as_those_of_a_short_one)
{
    std::string all = "[";
    for (int i = 0; i < 300; ++i)
        all += R"({"occurred":"2026-01-01T00:00:00Z","event":"long","id":"a330af15-3519-4ef0-ace7-)" +
               std::to_string(100'000'000'000 + i) + R"(","resource":{"prefect.resource.id":"r"},"payload":{"text":")" +
               std::string(1'500, 'x') + "\"}},";
    all.back() = ']';
    BOOST_TEST(server.post("/events", all).status == 204);
    auto const found = server.post("/events/filter",
                                   R"({"filter":{"event":{"name":["long"]},)"
                                   R"("occurred":{"since":"2025-12-31T00:00:00Z","until":"2026-01-02T00:00:00Z"}}})");
    BOOST_TEST(found.json().at("total") == 300);
    all.replace(all.rfind("\"event\""), 7, "\"other\"");
    auto const refused = server.post("/events", all);
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(refused.json().at("exception_detail").at(0).at("loc") == boost::json::value({"body", 299, "event"}));
}

BOOST_AUTO_TEST_CASE(null_stands_for_a_parameter_that_was_not_sent)
{
    BOOST_TEST(server.post("/flows/filter", R"({"sort":null,"limit":null,"offset":null})").status == 200);
}

BOOST_AUTO_TEST_CASE(json_of_a_thousand_levels_is_refused_and_not_followed)
{
    auto const deep = std::string(100'000, '[');
    BOOST_TEST(server.post("/flows/filter", deep).status == 400);
    BOOST_TEST(server.get("/health").status == 200);
}

BOOST_AUTO_TEST_CASE(a_body_that_is_no_utf_8_harms_nobody)
{
    auto const answer = server.post("/flows/", "{\"name\":\"\xff\xfe\"}");
    BOOST_TEST(answer.status >= 400);
    BOOST_TEST(answer.status < 500);
}

BOOST_AUTO_TEST_CASE(a_path_that_is_no_utf_8_names_nothing)
{
    test_server postgresql{db::dialect::postgresql};
    for (auto const* server_of : {&postgresql, &server}) {
        BOOST_TEST(server_of->get("/flows/name/%ff%fe").status == 404);
        BOOST_TEST(server_of->get("/deployments/name/flow/my%deployment").status == 404);
    }
    BOOST_TEST(postgresql.get("/flows/name/%00").status == 422);
}

BOOST_AUTO_TEST_CASE(a_long_answer_is_gzipped_for_who_takes_it_and_only_then)
{
    for (int i = 0; i < 20; ++i)
        server.post("/flows/", R"({"name":"flow )" + std::to_string(i) + "\"}");
    auto const plain = server.post("/flows/filter", "{}");
    BOOST_TEST(!plain.headers.contains("content-encoding"));
    auto const packed = server.ask("POST", "/flows/filter", "{}", {{"Accept-Encoding", "gzip, deflate"}});
    BOOST_TEST(packed.headers.at("content-encoding") == "gzip");
    BOOST_TEST(packed.body.size() < plain.body.size());
    BOOST_TEST(unzipped(packed.body) == plain.body);
}

BOOST_AUTO_TEST_CASE(a_page_of_another_origin_may_ask)
{
    auto const asked = server.ask("OPTIONS", "/flows/filter", {},
                                  {{"Origin", "http://dashboard"}, {"Access-Control-Request-Method", "POST"}});
    BOOST_TEST(asked.status == 200);
    BOOST_TEST(asked.headers.at("access-control-allow-origin") == "*");
    auto const answered = server.ask("GET", "/health", {}, {{"Origin", "http://dashboard"}});
    BOOST_TEST(answered.headers.at("access-control-allow-origin") == "*");
}

BOOST_AUTO_TEST_CASE(an_api_version_that_can_not_be_read_is_refused)
{
    auto const answer = server.ask("GET", "/flows/name/x", {}, {{"X-PREFECT-API-VERSION", "0.8"}});
    BOOST_TEST(answer.status == 400);
    BOOST_TEST(server.ask("GET", "/health", {}, {{"X-PREFECT-API-VERSION", "0.8.4"}}).status == 200);
    BOOST_TEST(server.ask("GET", "/no/such/path", {}, {{"X-PREFECT-API-VERSION", "0.8"}}).status == 404);
    BOOST_TEST(server.ask("PUT", "/flows/name/x", {}, {{"X-PREFECT-API-VERSION", "0.8"}}).status == 405);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(protection)

BOOST_AUTO_TEST_CASE(with_an_auth_string_only_health_and_readiness_are_open)
{
    test_server server{db::dialect::sqlite, {{"PREFECT_SERVER_API_AUTH_STRING", "admin:secret"}}};
    BOOST_TEST(server.get("/health").status == 200);
    BOOST_TEST(server.get("/ready").status == 200);
    BOOST_TEST(server.post("/flows/filter", "{}").status == 401);
    BOOST_TEST(server.ask("POST", "/flows/filter", "{}", {{"Authorization", "Basic YWRtaW46d3Jvbmc="}}).status == 401);
    BOOST_TEST(server.ask("POST", "/flows/filter", "{}", {{"Authorization", "Basic YWRtaW46c2VjcmV0"}}).status == 200);
}

BOOST_AUTO_TEST_CASE(the_api_can_live_under_another_path)
{
    test_server server{db::dialect::sqlite, {{"PREFECT_SERVER_API_BASE_PATH", "/behind/a/proxy/"}}};
    auto const status_of = [&](std::string const& path) {
        auto const answer = server.exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        return answer.substr(std::string_view{"HTTP/1.1 "}.size(), 3);
    };
    BOOST_TEST(status_of("/behind/a/proxy/hello") == "200");
    BOOST_TEST(status_of("/api/hello") == "404");
}

PRAETOR_TEST_EACH_DIALECT(with_csrf_protection_a_write_needs_its_clients_token)
{
    test_server server{dialect, {{"PREFECT_SERVER_CSRF_PROTECTION_ENABLED", "true"}}};
    BOOST_TEST(server.post("/flows/", R"({"name":"x"})").status == 403);
    auto const token = server.get("/csrf-token?client=me").json().at("token").as_string();
    auto const write = [&](std::string const& who, std::string const& what) {
        return server
            .ask("POST", "/flows/", R"({"name":"x"})", {{"Prefect-Csrf-Client", who}, {"Prefect-Csrf-Token", what}})
            .status;
    };
    BOOST_TEST(write("other", std::string{token}) == 403);
    BOOST_TEST(write("me", "wrong") == 403);
    BOOST_TEST(write("me", std::string{token}) == 201);
}

BOOST_AUTO_TEST_SUITE_END()
