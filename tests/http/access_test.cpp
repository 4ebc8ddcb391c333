// Who may use the API, request and websocket alike, and in which order it is told why not.
#include <tests/support/dialects.hpp>
#include <tests/support/test_server.hpp>

namespace {

using namespace praetor;
using tests::test_server;

constexpr std::string_view sockets[] = {"/events/in", "/events/out", "/logs/out", "/task_runs/subscriptions/scheduled"};

std::string path_of(std::string_view socket)
{
    return "/api" + std::string{socket};
}

// "Basic " and base64 of "a:b".
tests::header_list const right{{"Authorization", "Basic YTpi"}};

tests::header_list joined(tests::header_list one, tests::header_list const& other)
{
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

} // namespace

BOOST_AUTO_TEST_SUITE(access_checks)

BOOST_AUTO_TEST_CASE(with_an_auth_string_no_websocket_is_open_to_who_can_not_prove_who_it_is)
{
    test_server server{db::dialect::sqlite, {{"PREFECT_SERVER_API_AUTH_STRING", "a:b"}}};
    for (auto const socket : sockets) {
        // Neither without the sub-protocol, not even with the credentials of a request …
        BOOST_TEST(tests::shake_hands(server.port(), path_of(socket), right).starts_with("HTTP/1.1 403 "), socket);
        // … nor with it and without the token.
        for (auto const* message :
             {R"({"type":"auth"})", R"({"type":"auth","token":"a:c"})", R"({"type":"filter","filter":{}})"})
        {
            tests::test_websocket stranger{server, socket};
            stranger.send(message);
            BOOST_TEST(stranger.close_code() == 1008, socket << message);
        }
        tests::test_websocket known{server, socket};
        BOOST_CHECK_NO_THROW(known.authenticate("a:b"));
    }
}

BOOST_AUTO_TEST_CASE(a_websocket_of_an_api_version_that_is_too_old_is_refused_as_a_request_is)
{
    test_server server{db::dialect::sqlite};
    for (auto const socket : sockets) {
        auto const old = tests::shake_hands(server.port(), path_of(socket), {{"X-PREFECT-API-VERSION", "0.1.0"}});
        BOOST_TEST(old.starts_with("HTTP/1.1 400 "), socket);
        BOOST_TEST(old.ends_with(R"({"detail":"The request specified API version 0.1.0 but this server requires )"
                                 R"(version 0.8.0 or higher."})"),
                   socket);
        auto const current = tests::shake_hands(server.port(), path_of(socket), {{"X-PREFECT-API-VERSION", "0.8.4"}});
        BOOST_TEST(current.starts_with("HTTP/1.1 101 "), socket);
    }
}

BOOST_AUTO_TEST_CASE(a_request_is_refused_for_its_csrf_token_then_its_credentials_then_its_version_then_its_body)
{
    test_server server{db::dialect::sqlite,
                       {{"PREFECT_SERVER_API_AUTH_STRING", "a:b"}, {"PREFECT_SERVER_CSRF_PROTECTION_ENABLED", "true"}}};
    tests::header_list const old{{"X-PREFECT-API-VERSION", "0.1.0"}};
    auto const token = server.ask("GET", "/csrf-token?client=me", {}, right).json().at("token").as_string();
    tests::header_list const csrf{{"Prefect-Csrf-Client", "me"}, {"Prefect-Csrf-Token", std::string{token}}};

    auto const status = [&](std::string_view path, tests::header_list const& headers) {
        return server.ask("POST", path, R"({"limit":"many"})", headers).status;
    };
    BOOST_TEST(status("/flows/filter", old) == 403);
    BOOST_TEST(status("/flows/filter", joined(old, right)) == 403);
    BOOST_TEST(status("/flows/filter", joined(old, csrf)) == 401);
    BOOST_TEST(status("/flows/filter", joined(joined(old, csrf), right)) == 400);
    BOOST_TEST(status("/flows/filter", joined(csrf, right)) == 422);
    // What is not there is refused in the same order, and looked for last.
    BOOST_TEST(status("/nothing", old) == 403);
    BOOST_TEST(status("/nothing", joined(old, csrf)) == 401);
    BOOST_TEST(status("/nothing", joined(joined(old, csrf), right)) == 404);
}

BOOST_AUTO_TEST_CASE(what_is_outside_of_the_api_asks_for_no_credentials)
{
    test_server server{db::dialect::sqlite, {{"PREFECT_SERVER_API_AUTH_STRING", "a:b"}}};
    BOOST_TEST(tests::ask(server.port(), "GET", "/ui-settings").status == 200);
    BOOST_TEST(tests::ask(server.port(), "GET", "/nothing").status == 404);
    BOOST_TEST(tests::ask(server.port(), "GET", "/api").status == 404);
    BOOST_TEST(tests::ask(server.port(), "GET", "/api/").status == 401);
    BOOST_TEST(tests::ask(server.port(), "GET", "/api/docs").status == 401);
}

BOOST_AUTO_TEST_SUITE_END()
