#include <server/settings/document.hpp>
#include <server/settings/sources.hpp>

#include <boost/json/parse.hpp>
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
    BOOST_TEST(document.at("home") == "/nowhere");
    BOOST_TEST(text.find("praetor") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
