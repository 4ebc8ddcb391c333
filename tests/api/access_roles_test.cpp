// Every operation and websocket, asked by each role: who may is let in, and nobody else.
#include <tests/api/access_tokens.hpp>
#include <tests/api/listed_roles.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/test_server.hpp>

#include <routes/access.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace {

using namespace praetor;
using namespace praetor::tests;

// Every route that settings can ask for.
settings::values with_all_routes()
{
    settings::values config;
    config.praetor.metrics.enabled = true;
    config.testing.test_mode = true;
    return config;
}

// A path that the route has, of things that are not there.
std::string asked_path(std::string path)
{
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{'))
        path.replace(open, path.find('}') - open + 1, "0c0ffee0-0000-4000-8000-000000000000");
    return path;
}

template <class Route>
concept says_more = requires(Route one) { one.refuses(404); };

bool is_refused_for_role(answer const& heard)
{
    return heard.status == 403 && heard.body.find("has the role") != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(access_roles)

BOOST_AUTO_TEST_CASE(every_operation_declares_the_role_that_is_listed_here)
{
    std::map<std::string, role> listed;
    for (auto const& [needs, operations] : listed_roles())
        for (auto const operation : operations)
            BOOST_TEST(listed.emplace(operation, needs).second, operation);
    auto const declared = routes::list_access(with_all_routes());
    for (auto const& one : declared) {
        auto const found = listed.find(one.method + ' ' + one.path);
        BOOST_TEST_REQUIRE((found != listed.end()), one.method << ' ' << one.path << " is not listed");
        BOOST_TEST(to_text(found->second) == to_text(one.needs), found->first);
    }
    BOOST_TEST(declared.size() == listed.size());
}

BOOST_AUTO_TEST_CASE(a_route_without_a_role_has_nothing_else_to_say)
{
    using undeclared = http::route_without_role;
    static_assert(!std::is_convertible_v<undeclared, http::operation&>);
    static_assert(says_more<http::operation> && !says_more<undeclared>);
    BOOST_TEST(to_text(role::operator_) == "operator");
}

BOOST_AUTO_TEST_CASE(the_table_of_docs_is_what_the_routes_declare)
{
    auto const file = std::filesystem::path{__FILE__}.parent_path() / "../../docs/access.md";
    std::ifstream in{file};
    std::string const written{std::istreambuf_iterator<char>{in}, {}};
    auto const at = written.find("### ");
    BOOST_TEST_REQUIRE(at != std::string::npos);
    auto const made = routes::access_table(routes::list_access({}));
    BOOST_TEST((written.substr(at) == made),
               "docs/access.md is stale: `praetor auth roles --markdown` prints its tables");
}

PRAETOR_TEST_EACH_DIALECT(each_role_is_let_in_to_what_is_listed_for_it_and_to_nothing_else)
{
    test_server server{dialect, {{"PRAETOR_METRICS_ENABLED", "true"}, {"PREFECT_TESTING_TEST_MODE", "true"}}};
    auto tokens = add_token_of_each_role(server);
    int asked = 0;
    for (auto const& [needs, operations] : listed_roles())
        for (auto const operation : operations) {
            auto const space = operation.find(' ');
            auto const verb = operation.substr(0, space);
            auto const path = asked_path(std::string{operation.substr(space + 1)});
            if (verb == "WEBSOCKET")
                continue;
            auto const body = verb == "GET" || verb == "DELETE" ? "" : "{}";
            auto const stranger = server.ask(verb, path, body);
            BOOST_TEST((stranger.status == 401) == (needs != role::anyone), operation << " by nobody");
            for (auto const one : roles) {
                auto const heard = server.ask(verb, path, body, bearer(tokens[one]));
                BOOST_TEST(heard.status != 401, operation << " by " << to_text(one));
                BOOST_TEST(is_refused_for_role(heard) == !covers(one, needs),
                           operation << " by " << to_text(one) << ": " << heard.status << ' ' << heard.body);
                ++asked;
            }
        }
    BOOST_TEST(asked >= 4 * 188);
}

PRAETOR_TEST_EACH_DIALECT(each_role_opens_the_websockets_that_are_listed_for_it)
{
    test_server server{dialect};
    auto tokens = add_token_of_each_role(server);
    for (auto const& [needs, operations] : listed_roles())
        for (auto const operation : operations)
            if (operation.starts_with("WEBSOCKET "))
                for (auto const one : roles) {
                    test_websocket socket{server, asked_path(std::string{operation.substr(10)})};
                    if (covers(one, needs))
                        BOOST_CHECK_NO_THROW(socket.authenticate(tokens[one]));
                    else {
                        socket.send(R"({"type":"auth","token":")" + tokens[one] + "\"}");
                        BOOST_TEST(socket.close_code() == 1008, operation << " by " << to_text(one));
                    }
                }
}

BOOST_AUTO_TEST_SUITE_END()
