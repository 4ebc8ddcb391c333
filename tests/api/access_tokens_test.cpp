// Tokens: how they are presented, when they end, and what is known of them where.
#include <tests/api/access_tokens.hpp>
#include <tests/api/requests.hpp>
#include <tests/support/dialects.hpp>

#include <server/base/text/base64.hpp>

#include <map>
#include <thread>

namespace {

using namespace praetor;
using namespace praetor::tests;

header_list basic(std::string const& text)
{
    return {{"Authorization", "Basic " + base64_encoded(text)}};
}

int status_of(test_server const& server, header_list const& headers)
{
    return server.ask("POST", "/flows/filter", "{}", headers).status;
}

} // namespace

BOOST_AUTO_TEST_SUITE(access_tokens)

PRAETOR_TEST_EACH_DIALECT(a_server_is_open_until_the_first_token_is_there_and_again_when_the_last_has_gone)
{
    test_server server{dialect};
    BOOST_TEST(status_of(server, {}) == 200);
    auto const settings = [&] { return ask(server.port(), "GET", "/ui-settings").json().at("auth"); };
    BOOST_TEST(settings().is_null());
    auto const token = add_token(server, "ci", role::viewer);
    BOOST_TEST((wait_for_tokens(server) < 2 * known_within));
    BOOST_TEST(settings().as_string() == "BASIC");
    BOOST_TEST(server.get("/health").status == 200);
    BOOST_TEST(server.get("/ready").status == 200);
    server.database().run("DELETE FROM praetor_token");
    BOOST_TEST((wait_for_status(server, {}, [](int status) { return status == 200; }) < 2 * known_within));
    // Who still has it in his environment is not turned away.
    BOOST_TEST(status_of(server, bearer(token)) == 200);
}

PRAETOR_TEST_EACH_DIALECT(a_token_is_taken_as_bearer_and_as_basic_with_its_name)
{
    temporary_database at{dialect, content::tables};
    test_server server{at, {{"PREFECT_SERVER_API_AUTH_STRING", "user:password"}}};
    auto const token = add_token(at, "ci", role::runner);
    wait_for_token(server, bearer(token));
    BOOST_TEST(status_of(server, basic("ci:" + token)) == 200);
    BOOST_TEST(status_of(server, basic(token)) == 200);
    BOOST_TEST(status_of(server, basic("user:password")) == 200);
    BOOST_TEST(status_of(server, basic("other:" + token)) == 401);
    BOOST_TEST(status_of(server, basic("ci:" + token + "0")) == 401);
    BOOST_TEST(status_of(server, bearer("user:password")) == 401);
    BOOST_TEST(status_of(server, bearer("praetor_")) == 401);
    BOOST_TEST(status_of(server, bearer("ci:" + token)) == 401);
    auto const refused = server.ask("GET", "/hello", {}, bearer(models::make_token_secret()));
    BOOST_TEST(refused.status == 401);
    BOOST_TEST(refused.body == R"({"exception_message":"Unauthorized"})");
    for (auto const& said : {token, "ci:" + token, std::string{"user:password"}}) {
        test_websocket socket{server, "/events/out"};
        BOOST_CHECK_NO_THROW(socket.authenticate(said));
    }
    test_websocket stranger{server, "/events/out"};
    stranger.send(R"({"type":"auth","token":"other:)" + token + "\"}");
    BOOST_TEST(stranger.close_code() == 1008);
    // The auth string may do what an administrator may.
    BOOST_TEST(server.ask("DELETE", "/admin/storage", {}, basic("user:password")).status == 204);
    BOOST_TEST(server.ask("DELETE", "/admin/storage", {}, bearer(token)).status == 403);
}

PRAETOR_TEST_EACH_DIALECT(a_viewer_who_changes_something_hears_which_role_that_needs)
{
    test_server server{dialect};
    auto const token = add_token(server, "ann", role::viewer);
    wait_for_tokens(server);
    auto const heard = server.ask("POST", "/variables/", R"({"name":"a","value":1})", bearer(token));
    BOOST_TEST(heard.status == 403);
    BOOST_TEST(heard.json().at("detail").as_string() ==
               R"(The token "ann" has the role viewer; this needs the role operator.)");
}

PRAETOR_TEST_EACH_DIALECT(a_revoked_token_ends_within_a_second_on_every_server_with_the_websockets_it_opened)
{
    temporary_database at{dialect, content::tables};
    test_server first{at, {}};
    test_server second{at, {}};
    auto const token = add_token(at, "ci", role::viewer);
    add_token(at, "other", role::admin);
    for (auto const* server : {&first, &second})
        wait_for_tokens(*server);
    test_websocket socket{second, "/logs/out"};
    socket.authenticate(token);
    socket.send(R"({"type":"filter","filter":{}})");
    at.run("DELETE FROM praetor_token WHERE name = 'ci'");
    for (auto const* server : {&first, &second})
        BOOST_TEST(
            (wait_for_status(*server, bearer(token), [](int status) { return status == 401; }) < 2 * known_within));
    BOOST_CHECK_THROW(socket.receive(), std::exception);
}

PRAETOR_TEST_EACH_DIALECT(a_token_that_expires_is_refused_and_leaves_the_api_closed)
{
    test_server server{dialect};
    auto const soon = dialect == db::dialect::postgresql ? "now() + interval '2 seconds'"
                                                         : "strftime('%Y-%m-%d %H:%M:%f', 'now', '+2 seconds')";
    auto const token = add_token(server, "ci", role::viewer, soon);
    wait_for_tokens(server);
    BOOST_TEST(status_of(server, bearer(token)) == 200);
    wait_for_status(server, bearer(token), [](int status) { return status == 401; });
    BOOST_TEST(status_of(server, {}) == 401);
}

PRAETOR_TEST_EACH_DIALECT(another_role_of_a_token_is_known_within_a_second)
{
    test_server server{dialect};
    auto const token = add_token(server, "ann", role::viewer);
    wait_for_tokens(server);
    BOOST_TEST(server.ask("DELETE", "/admin/storage", {}, bearer(token)).status == 403);
    server.database().run("UPDATE praetor_token SET role = 'admin'");
    std::this_thread::sleep_for(2 * known_within);
    BOOST_TEST(server.ask("DELETE", "/admin/storage", {}, bearer(token)).status == 204);
    server.database().run("UPDATE praetor_token SET role = 'emperor'");
    wait_for_status(server, bearer(token), [](int status) { return status == 401; });
}

PRAETOR_TEST_EACH_DIALECT(an_address_that_guesses_is_slowed_and_tokens_are_still_let_in)
{
    test_server server{dialect,
                       {{"PREFECT_SERVER_API_AUTH_STRING", "user:password"},
                        {"PRAETOR_LOGIN_FAILURES", "5"},
                        {"PRAETOR_FORWARDED_ALLOW_IPS", "10.0.0.0/8"}}};
    auto const token = add_token(server, "ci", role::viewer);
    wait_for_token(server, bearer(token));
    // Who says nothing guesses nothing.
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(status_of(server, {}) == 401);
    int refused = 0;
    for (int i = 0; i < 20; ++i)
        refused += status_of(server, basic("user:" + std::to_string(i))) == 401;
    BOOST_TEST(refused >= 2);
    BOOST_TEST(refused < 15);
    auto const slowed = server.ask("GET", "/hello", {}, basic("user:password"));
    BOOST_TEST(slowed.status == 429);
    BOOST_TEST(slowed.headers.at("retry-after") == "1");
    // Nobody is believed who says that he is somebody else.
    auto forwarded = basic("user:password");
    forwarded.emplace_back("X-Forwarded-For", "10.1.2.3");
    BOOST_TEST(status_of(server, forwarded) == 429);
    BOOST_TEST(status_of(server, bearer(token)) == 200);
    wait_for_token(server, basic("user:password"));
}

PRAETOR_TEST_EACH_DIALECT(who_comes_by_a_trusted_proxy_is_slowed_for_his_own_guesses)
{
    test_server server{dialect, {{"PREFECT_SERVER_API_AUTH_STRING", "user:password"}, {"PRAETOR_LOGIN_FAILURES", "5"}}};
    auto const of = [](std::string const& password, std::string_view client) {
        auto headers = basic("user:" + password);
        headers.emplace_back("X-Forwarded-For", client);
        return headers;
    };
    for (int i = 0; i < 20; ++i)
        status_of(server, of(std::to_string(i), "203.0.113.5"));
    BOOST_TEST(status_of(server, of("password", "203.0.113.5")) == 429);
    BOOST_TEST(status_of(server, of("password", "203.0.113.6")) == 200);
    BOOST_TEST(status_of(server, basic("user:password")) == 200);
}

PRAETOR_TEST_EACH_DIALECT(secrets_of_blocks_are_told_to_runners_and_administrators_alone)
{
    test_server server{dialect};
    auto tokens = add_token_of_each_role(server);
    auto const admin = bearer(tokens[role::admin]);
    auto const type = server.ask("GET", "/block_types/slug/secret", {}, admin).json();
    auto const type_id = text_of(type, "id");
    auto const schema = server
                            .ask("POST", "/block_schemas/filter",
                                 R"({"block_schemas":{"block_type_id":{"any_":[")" + type_id + R"("]}}})", admin)
                            .json()
                            .at(0);
    auto const made = server.ask("POST", "/block_documents/",
                                 R"({"name":"key","data":{"value":"swordfish"},"block_schema_id":")" +
                                     text_of(schema, "id") + R"(","block_type_id":")" + type_id + "\"}",
                                 bearer(tokens[role::operator_]));
    BOOST_TEST_REQUIRE(made.status == 201, made.body);
    auto const id = text_of(made.json(), "id");
    auto const has_secret = [](answer const& heard) { return heard.body.find("swordfish") != std::string::npos; };
    for (auto const& [one, token] : tokens) {
        bool const may = one == role::runner || one == role::admin;
        for (auto const& path :
             {"/block_documents/" + id, std::string{"/block_types/slug/secret/block_documents/name/key"}})
        {
            auto const plain = server.ask("GET", path, {}, bearer(token));
            BOOST_TEST(plain.status == 200);
            BOOST_TEST(!has_secret(plain));
            auto const whole = server.ask("GET", path + "?include_secrets=true", {}, bearer(token));
            BOOST_TEST(whole.status == (may ? 200 : 403), to_text(one) << path << whole.body);
            BOOST_TEST(has_secret(whole) == may);
        }
        auto const listed = server.ask("POST", "/block_documents/filter", R"({"include_secrets":true})", bearer(token));
        BOOST_TEST(listed.status == 200);
        BOOST_TEST(has_secret(listed) == may, to_text(one));
        auto const of_type =
            server.ask("GET", "/block_types/slug/secret/block_documents?include_secrets=true", {}, bearer(token));
        BOOST_TEST(has_secret(of_type) == may, to_text(one));
    }
    // Who may not read a secret gets those blocks whole that have none.
    auto const open_type = server.ask("GET", "/block_types/slug/local-file-system", {}, admin).json();
    auto const open_schema =
        server
            .ask("POST", "/block_schemas/filter",
                 R"({"block_schemas":{"block_type_id":{"any_":[")" + text_of(open_type, "id") + R"("]}}})", admin)
            .json()
            .at(0);
    auto const open =
        server.ask("POST", "/block_documents/",
                   R"({"name":"files","data":{"basepath":"/tmp"},"block_schema_id":")" + text_of(open_schema, "id") +
                       R"(","block_type_id":")" + text_of(open_type, "id") + "\"}",
                   admin);
    BOOST_TEST_REQUIRE(open.status == 201, open.body);
    BOOST_TEST(server
                   .ask("GET", "/block_documents/" + text_of(open.json(), "id") + "?include_secrets=true", {},
                        bearer(tokens[role::viewer]))
                   .status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
