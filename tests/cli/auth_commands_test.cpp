// praetor auth …: tokens and what they changed, on each dialect.
#include <tests/support/command.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/json/parse.hpp>

namespace {

using namespace praetor;
using namespace praetor::tests;

struct keeper
{
    explicit keeper(db::dialect dialect) : at(dialect, content::tables) {}

    command_outcome auth(std::vector<std::string> words, std::map<std::string, std::string> more = {}) const
    {
        words.insert(words.begin(), "auth");
        more.emplace("PREFECT_SERVER_DATABASE_CONNECTION_URL", at.url());
        return run_praetor(words, more);
    }

    temporary_database at;
};

} // namespace

BOOST_AUTO_TEST_SUITE(auth_commands)

PRAETOR_TEST_EACH_DIALECT(a_token_is_shown_once_and_kept_as_a_hash)
{
    keeper team{dialect};
    auto const made = team.auth({"token", "create", "ci", "--role", "runner", "--expires", "90d"});
    BOOST_TEST_REQUIRE(made.status == 0, made.err);
    BOOST_TEST(made.out.starts_with("praetor_"));
    BOOST_TEST(made.out.size() == 73U);
    BOOST_TEST((made.err.find("PREFECT_API_AUTH_STRING=ci:praetor_") != std::string::npos));
    BOOST_TEST((made.err.find("ask everybody for a token") != std::string::npos));
    BOOST_TEST((team.at.run("SELECT digest FROM praetor_token").find(made.out.substr(8, 20)) == std::string::npos));
    auto const other = team.auth({"token", "create", "ann", "--role", "viewer"});
    BOOST_TEST(other.out != made.out);
    BOOST_TEST((other.err.find("first one") == std::string::npos));
    auto const listed = team.auth({"token", "list", "--json"});
    auto const all = boost::json::parse(listed.out);
    BOOST_TEST(all.as_array().size() == 2U);
    BOOST_TEST(all.at(0).at("name").as_string() == "ann");
    BOOST_TEST(all.at(0).at("expires").is_null());
    BOOST_TEST(all.at(1).at("role").as_string() == "runner");
    BOOST_TEST(!all.at(1).at("expired").as_bool());
    BOOST_TEST((listed.out.find("praetor_") == std::string::npos));
    auto const table = team.auth({"token", "list"});
    BOOST_TEST((table.out.find("never") != std::string::npos));
}

PRAETOR_TEST_EACH_DIALECT(a_token_is_refused_where_its_name_role_or_span_is_wrong_or_the_name_is_taken)
{
    keeper team{dialect};
    auto const said = [&](std::vector<std::string> const& words, int status) {
        auto const heard = team.auth(words);
        BOOST_TEST(heard.status == status, heard.err);
        return heard.err;
    };
    BOOST_TEST(
        (said({"token", "create", "a b", "--role", "viewer"}, 2).find("a token's name has") != std::string::npos));
    BOOST_TEST((said({"token", "create", "ci", "--role", "emperor"}, 2).find("must be viewer") != std::string::npos));
    BOOST_TEST((said({"token", "create", "ci", "--role", "viewer", "--expires", "soon"}, 2).find("not \"soon\"") !=
                std::string::npos));
    said({"token", "create", "ci"}, 2);
    said({"token", "create", "ci", "--role", "viewer"}, 0);
    BOOST_TEST((said({"token", "create", "ci", "--role", "admin"}, 1).find("already") != std::string::npos));
    BOOST_TEST((said({"token", "revoke", "nobody"}, 1).find("there is no token") != std::string::npos));
}

PRAETOR_TEST_EACH_DIALECT(the_last_token_is_revoked_only_by_who_says_that_the_api_may_be_open)
{
    keeper team{dialect};
    team.auth({"token", "create", "a", "--role", "admin"});
    team.auth({"token", "create", "b", "--role", "admin"});
    BOOST_TEST(team.auth({"token", "revoke", "a"}).status == 0);
    auto const asked = team.auth({"token", "revoke", "b"});
    BOOST_TEST(asked.status == 1);
    BOOST_TEST((asked.err.find("everybody may do everything") != std::string::npos));
    BOOST_TEST(team.at.run("SELECT count(*) FROM praetor_token") == "1");
    BOOST_TEST(team.auth({"token", "revoke", "b"}, {{"PREFECT_SERVER_API_AUTH_STRING", "a:b"}}).status == 0);
    team.auth({"token", "create", "c", "--role", "admin"});
    BOOST_TEST(team.auth({"token", "revoke", "c", "--yes"}).status == 0);
    BOOST_TEST(team.at.run("SELECT count(*) FROM praetor_token") == "0");
}

PRAETOR_TEST_EACH_DIALECT(the_audit_is_printed_by_token_age_and_number)
{
    keeper team{dialect};
    team.auth({"token", "create", "a", "--role", "admin"});
    for (auto const* row : {"'0c0ffee0-0000-4000-8000-000000000001', '2020-01-01 00:00:00.000000', 'ann'",
                            "'0c0ffee0-0000-4000-8000-000000000002', '2120-01-01 00:00:00.000000', 'bob'"})
        team.at.run("INSERT INTO praetor_audit (id, occurred, token, role, operation, method, path, address, status) "
                    "VALUES (" +
                    std::string{row} + ", 'admin', 'delete_flow', 'DELETE', '/flows/1', '10.0.0.1', 204)");
    auto const all = boost::json::parse(team.auth({"audit", "--json"}).out).as_array();
    BOOST_TEST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].at("token").as_string() == "bob");
    BOOST_TEST(all[0].at("address").as_string() == "10.0.0.1");
    BOOST_TEST(boost::json::parse(team.auth({"audit", "--json", "--since", "7d"}).out).as_array().size() == 1U);
    BOOST_TEST(boost::json::parse(team.auth({"audit", "--json", "--limit", "1"}).out).as_array().size() == 1U);
    auto const table = team.auth({"audit", "--token", "ann"}).out;
    BOOST_TEST((table.find("DELETE /flows/1") != std::string::npos));
    BOOST_TEST((table.find("bob") == std::string::npos));
    BOOST_TEST(team.auth({"audit", "--since", "ever"}).status == 2);
}

BOOST_AUTO_TEST_CASE(the_roles_of_the_operations_are_printed_without_a_database)
{
    auto const heard = run_praetor({"auth", "roles"});
    BOOST_TEST(heard.status == 0);
    BOOST_TEST((heard.out.find("/flow_runs/bulk_delete") != std::string::npos));
    BOOST_TEST((run_praetor({"auth", "roles", "--markdown"}).out.find("| `DELETE /flows/{id}` | operator |") !=
                std::string::npos));
}

BOOST_AUTO_TEST_SUITE_END()
