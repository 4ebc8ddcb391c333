// Tokens for tests of who may do what.
#pragma once

#include <models/access/token_secret.hpp>

#include <server/base/role.hpp>

#include <tests/support/test_server.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <map>
#include <string>
#include <thread>

namespace praetor::tests {

// Writes a token past the command line; gives it. `expires` is SQL.
inline std::string add_token(temporary_database& at, std::string const& name, role may,
                             std::string const& expires = "NULL")
{
    auto secret = models::make_token_secret();
    at.run("INSERT INTO praetor_token (name, digest, role, created, expires) VALUES ('" + name + "', '" +
           models::to_text(models::digest_of(secret)) + "', '" + std::string{to_text(may)} +
           "', '2020-01-01 00:00:00.000000', " + expires + ")");
    return secret;
}

inline std::string add_token(test_server& server, std::string const& name, role may,
                             std::string const& expires = "NULL")
{
    return add_token(server.database(), name, may, expires);
}

inline header_list bearer(std::string const& token)
{
    return {{"Authorization", "Bearer " + token}};
}

// The longest that a server may take to know of a change; loaded machines get as much again.
constexpr std::chrono::milliseconds known_within{1'000};

// Asks until `is_so`, which looks at the status of GET /api/hello with these headers. How long it took.
template <class Condition>
std::chrono::milliseconds wait_for_status(test_server const& server, header_list const& headers, Condition is_so,
                                          std::chrono::milliseconds pause = std::chrono::milliseconds{10})
{
    auto const begin = std::chrono::steady_clock::now();
    auto const spent = [&] {
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    };
    while (!is_so(server.ask("GET", "/hello", {}, headers).status)) {
        BOOST_TEST_REQUIRE((spent() < std::chrono::seconds{20}), "nothing has changed");
        std::this_thread::sleep_for(pause);
    }
    return spent();
}

// Until the server lets a new token in, without being wrong so often that it is slowed.
inline void wait_for_token(test_server const& server, header_list const& headers)
{
    wait_for_status(server, headers, [](int status) { return status == 200; }, std::chrono::milliseconds{500});
}

// Until the server asks everybody for a token.
inline std::chrono::milliseconds wait_for_tokens(test_server const& server)
{
    return wait_for_status(server, {}, [](int status) { return status == 401; });
}

constexpr std::array roles{role::viewer, role::runner, role::operator_, role::admin};

// A token of each role, all of which the server knows.
inline std::map<role, std::string> add_token_of_each_role(test_server& server)
{
    std::map<role, std::string> tokens;
    for (auto const one : roles)
        tokens[one] = add_token(server, std::string{to_text(one)}, one);
    wait_for_tokens(server); // it may have looked between the first and the last of them
    wait_for_token(server, bearer(tokens[roles.back()]));
    return tokens;
}

} // namespace praetor::tests
