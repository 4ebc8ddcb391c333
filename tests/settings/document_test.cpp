#include <server/settings/document.hpp>
#include <server/settings/sources.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

using namespace praetor;

BOOST_AUTO_TEST_SUITE(settings_document)

BOOST_AUTO_TEST_CASE(every_setting_stands_at_its_place_and_secrets_are_hidden)
{
    auto const text = settings::to_document(settings::read(
        {{{"PREFECT_SERVER_API_AUTH_STRING", "admin:secret"}, {"PREFECT_HOME", "/nowhere"}}, "/nowhere"}));
    BOOST_TEST(text.find("secret") == std::string::npos);
    auto const document = boost::json::parse(text);
    auto const& server = document.at("server");
    BOOST_TEST(server.at("api").at("port") == 4200);
    BOOST_TEST(server.at("api").at("auth_string") == "**********");
    BOOST_TEST(server.at("api").at("base_path").is_null());
    BOOST_TEST(server.at("api").at("csrf_token_expiration") == "PT1H");
    BOOST_TEST(server.at("database").at("timeout") == 10.0);
    BOOST_TEST(server.at("services").at("db_vacuum").at("enabled").is_array());
    BOOST_TEST(server.at("services").at("db_vacuum").at("orphan_cleanup_loop_seconds") == 86400.0);
    BOOST_TEST(server.at("services").at("db_vacuum").at("event_retention_overrides").at("prefect.flow-run.heartbeat") ==
               "P7D");
    BOOST_TEST(document.at("home") == "/nowhere");
    BOOST_TEST(text.find("praetor") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(paths_follow_the_home_unless_they_are_set)
{
    auto const told = [](std::map<std::string, std::string, std::less<>> variables) {
        variables["PREFECT_HOME"] = "/elsewhere";
        return boost::json::parse(settings::to_document(settings::read({std::move(variables), "/nowhere"})));
    };
    auto const followed = told({});
    BOOST_TEST(followed.at("profiles_path") == "/elsewhere/profiles.toml");
    BOOST_TEST(followed.at("server").at("memo_store_path") == "/elsewhere/memo_store.toml");
    auto const set = told({{"PREFECT_SERVER_MEMO_STORE_PATH", "/a/memo.toml"}, {"PREFECT_PROFILES_PATH", "/a/p.toml"}});
    BOOST_TEST(set.at("profiles_path") == "/a/p.toml");
    BOOST_TEST(set.at("server").at("memo_store_path") == "/a/memo.toml");
}

BOOST_AUTO_TEST_CASE(what_the_vacuum_takes_out_is_told_as_it_was_given)
{
    auto const told = [](std::string const& given) {
        auto const document = boost::json::parse(settings::to_document(
            settings::read({{{"PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED", given}}, "/nowhere"})));
        return boost::json::serialize(document.at("server").at("services").at("db_vacuum").at("enabled"));
    };
    BOOST_TEST(told("flow_runs, events") == R"(["flow_runs","events"])");
    BOOST_TEST(told(R"(["orphans"])") == R"(["orphans"])");
    BOOST_TEST(told("True") == "true");
    BOOST_TEST(told("0") == "false");
}

BOOST_AUTO_TEST_SUITE_END()
