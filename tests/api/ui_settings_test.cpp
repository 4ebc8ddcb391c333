#include <routes/ui_settings.hpp>

#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <server/base/json/codec.hpp>

#include <boost/json/parse.hpp>

using namespace praetor;
using namespace praetor::tests;

namespace {

// The reply outside of /api, whole.
std::string outside(test_server const& server, std::string_view verb, std::string_view path,
                    std::string_view host = "localhost", std::string_view headers = {})
{
    return server.exchange(std::string{verb} + ' ' + std::string{path} + " HTTP/1.1\r\nHost: " + std::string{host} +
                           "\r\n" + std::string{headers} + "Content-Length: 0\r\nConnection: close\r\n\r\n");
}

boost::json::object settings_at(test_server const& server, std::string_view path, std::string_view host = "localhost",
                                std::string_view headers = {})
{
    auto const reply = outside(server, "GET", path, host, headers);
    BOOST_TEST(reply.starts_with("HTTP/1.1 200 "));
    return boost::json::parse(reply.substr(reply.find("\r\n\r\n") + 4)).as_object();
}

} // namespace

BOOST_AUTO_TEST_SUITE(ui_settings)

BOOST_AUTO_TEST_CASE(the_dashboard_is_told_where_all_is)
{
    test_server server{db::dialect::sqlite, {{"PREFECT_SERVER_UI_API_URL", "http://else/api"}}};
    BOOST_TEST(json::serialize(settings_at(server, "/ui-settings")) ==
               R"({"api_url":"http://else/api","csrf_enabled":false,"auth":null,"flags":[],"default_ui":"v2",)"
               R"("available_uis":["v1","v2"],"v1_base_url":"/","v2_base_url":"/v2"})");
    BOOST_TEST(outside(server, "POST", "/ui-settings").starts_with("HTTP/1.1 405 "));
    BOOST_TEST(outside(server, "GET", "/ui-settings/").starts_with("HTTP/1.1 404 "));
    BOOST_TEST(server.get("/ui-settings").status == 404);
}

BOOST_AUTO_TEST_CASE(the_dashboard_is_told_of_its_base_and_of_what_it_needs_to_ask)
{
    test_server server{db::dialect::sqlite,
                       {{"PREFECT_UI_SERVE_BASE", "/board/"},
                        {"PREFECT_UI_API_URL", "http://else/api"},
                        {"PREFECT_SERVER_UI_V2_ENABLED", "false"},
                        {"PREFECT_SERVER_API_AUTH_STRING", "me:secret"},
                        {"PREFECT_SERVER_CSRF_PROTECTION_ENABLED", "true"}}};
    BOOST_TEST(outside(server, "GET", "/ui-settings").starts_with("HTTP/1.1 404 "));
    BOOST_TEST(json::serialize(settings_at(server, "/board/ui-settings")) ==
               R"({"api_url":"http://else/api","csrf_enabled":true,"auth":"BASIC","flags":[],"default_ui":"v1",)"
               R"("available_uis":["v1","v2"],"v1_base_url":"/board","v2_base_url":"/board/v2"})");
}

BOOST_AUTO_TEST_CASE(a_browser_is_told_the_address_by_which_it_came)
{
    test_server server{db::dialect::sqlite, {{"PREFECT_SERVER_API_HOST", "0.0.0.0"}}};
    BOOST_TEST(settings_at(server, "/ui-settings", "flows.example:4200").at("api_url") ==
               "http://flows.example:4200/api");
    BOOST_TEST(settings_at(server, "/ui-settings", "[::1]:4200").at("api_url") == "http://[::1]:4200/api");
    auto const* const behind_a_proxy =
        "X-Forwarded-Proto: https\r\nX-Forwarded-Host: outside.example\r\nX-Forwarded-Prefix: /prefect\r\n";
    BOOST_TEST(settings_at(server, "/ui-settings", "inside:4200", behind_a_proxy).at("api_url") ==
               "https://outside.example/prefect/api");
    BOOST_TEST(settings_at(server, "/ui-settings", "no host").at("api_url") == "http://0.0.0.0:0/api");
}

BOOST_AUTO_TEST_CASE(a_dashboard_that_is_switched_off_is_nowhere)
{
    test_server server{db::dialect::sqlite,
                       {{"PREFECT_SERVER_UI_ENABLED", "false"}, {"PREFECT_API_URL", "http://there/api"}}};
    BOOST_TEST(json::serialize(settings_at(server, "/ui-settings")) ==
               R"({"api_url":"http://there/api","csrf_enabled":false,"auth":null,"flags":[],"default_ui":"v2",)"
               R"("available_uis":[],"v1_base_url":null,"v2_base_url":null})");
}

BOOST_AUTO_TEST_CASE(a_base_is_that_of_either_dashboard)
{
    auto const at = [](std::string base) {
        auto const urls = routes::resolve_ui_base_urls(std::move(base));
        return urls.v1 + ' ' + urls.v2;
    };
    BOOST_TEST(at("") == "/ /v2");
    BOOST_TEST(at("/") == "/ /v2");
    BOOST_TEST(at("/v2") == "/ /v2");
    BOOST_TEST(at("board") == "/board /board/v2");
    BOOST_TEST(at("/board/v2/") == "/board /board/v2");
}

BOOST_AUTO_TEST_SUITE_END()
