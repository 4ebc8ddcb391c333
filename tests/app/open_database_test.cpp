// What the settings of the database become, and which are refused.
#include <server/app/open_database.hpp>

#include <server/base/error.hpp>
#include <server/settings/sources.hpp>

#include <boost/test/unit_test.hpp>

#include <map>

namespace {

using namespace praetor;

using environment = std::map<std::string, std::string, std::less<>>;

db::options options_of(environment given)
{
    if (!given.contains("PREFECT_SERVER_DATABASE_DRIVER"))
        given.emplace("PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://me@db/prefect");
    given.emplace("HOME", "/nonexistent");
    return app::database_options(settings::read({given, "/nonexistent"}));
}

std::string refusal_of(environment const& given)
{
    try {
        options_of(given);
    }
    catch (error const& thrown) {
        BOOST_TEST((thrown.code() == errc::bad_setting));
        return thrown.what();
    }
    return "taken";
}

} // namespace

BOOST_AUTO_TEST_SUITE(database_settings)

BOOST_AUTO_TEST_CASE(defaults_are_the_references)
{
    auto const options = options_of({});
    BOOST_TEST((options.dialect == db::dialect::postgresql));
    BOOST_TEST(options.pool_size == 5u);
    BOOST_TEST(options.pool_overflow == 10u);
    BOOST_TEST(options.acquire_timeout.count() == 30'000);
    BOOST_TEST(options.recycle.count() == 3'600);
    BOOST_TEST(options.connect_timeout.count() == 5'000);
    BOOST_TEST(options.statement_timeout.count() == 10'000);
    BOOST_TEST(!options.tls.enabled);
    BOOST_TEST(options.tls.check_hostname);
    BOOST_TEST(!options.pooler.has_value());
    BOOST_TEST(!options.echo);
}

BOOST_AUTO_TEST_CASE(each_setting_reaches_its_place)
{
    std::string const args = "PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_";
    auto const options = options_of({{"PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE", "7"},
                                     {"PREFECT_SQLALCHEMY_MAX_OVERFLOW", "3"},
                                     {"PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_TIMEOUT", "1.5"},
                                     {"PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_RECYCLE", "-1"},
                                     {"PREFECT_SERVER_DATABASE_TIMEOUT", "2"},
                                     {"PREFECT_SERVER_DATABASE_CONNECTION_TIMEOUT", "0.5"},
                                     {"PREFECT_API_DATABASE_ECHO", "true"},
                                     {args + "APPLICATION_NAME", "mine"},
                                     {args + "SEARCH_PATH", "a, public"},
                                     {args + "STATEMENT_CACHE_SIZE", "20"},
                                     {args + "PREPARED_STATEMENT_CACHE_SIZE", "0"},
                                     {args + "TLS_ENABLED", "true"},
                                     {args + "TLS_CA_FILE", "/ca"},
                                     {args + "TLS_CERT_FILE", "/cert"},
                                     {args + "TLS_KEY_FILE", "/key"},
                                     {args + "TLS_CHECK_HOSTNAME", "false"},
                                     {"PRAETOR_DATABASE_PGBOUNCER", "true"},
                                     {"PRAETOR_DATABASE_RETRIES", "0"}});
    BOOST_TEST(options.pool_size == 7u);
    BOOST_TEST(options.pool_overflow == 3u);
    BOOST_TEST(options.acquire_timeout.count() == 1'500);
    BOOST_TEST(options.recycle.count() == 0);
    BOOST_TEST(options.statement_timeout.count() == 2'000);
    BOOST_TEST(options.connect_timeout.count() == 500);
    BOOST_TEST(options.echo);
    BOOST_TEST(options.application_name == "mine");
    BOOST_TEST(options.search_path == "a, public");
    BOOST_TEST(options.statement_cache == 0u);
    BOOST_TEST(options.tls.enabled);
    BOOST_TEST(options.tls.ca_file == "/ca");
    BOOST_TEST(options.tls.cert_file == "/cert");
    BOOST_TEST(options.tls.key_file == "/key");
    BOOST_TEST(!options.tls.check_hostname);
    BOOST_TEST((options.pooler == true));
    BOOST_TEST(options.retries == 0u);
}

BOOST_AUTO_TEST_CASE(the_words_for_no_limit_are_sqlalchemys)
{
    auto const options = options_of({{"PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE", "0"},
                                     {"PREFECT_SERVER_DATABASE_SQLALCHEMY_MAX_OVERFLOW", "-1"}});
    BOOST_TEST(options.pool_size == db::options::unlimited);
    BOOST_TEST(options.pool_overflow == db::options::unlimited);
}

BOOST_AUTO_TEST_CASE(the_parts_of_an_address_make_one)
{
    auto const options = options_of({{"PREFECT_SERVER_DATABASE_DRIVER", "postgresql+asyncpg"},
                                     {"PREFECT_SERVER_DATABASE_HOST", "db.internal"},
                                     {"PREFECT_SERVER_DATABASE_PORT", "6000"},
                                     {"PREFECT_SERVER_DATABASE_USER", "me"},
                                     {"PREFECT_SERVER_DATABASE_PASSWORD", "a/b c"},
                                     {"PREFECT_SERVER_DATABASE_NAME", "prefect"}});
    BOOST_TEST(options.conninfo == "postgresql://me:a%2Fb%20c@db.internal:6000/prefect");
}

BOOST_AUTO_TEST_CASE(what_can_not_be_is_refused_by_its_name)
{
    auto const tells = [](environment const& given, std::string_view word) {
        BOOST_TEST(refusal_of(given).find(word) != std::string::npos, refusal_of(given));
    };
    tells({{"PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE", "-1"}}, "PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE");
    tells({{"PREFECT_SERVER_DATABASE_SQLALCHEMY_MAX_OVERFLOW", "-2"}}, "MAX_OVERFLOW");
    tells({{"PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_TIMEOUT", "-3"}}, "POOL_TIMEOUT");
    tells({{"PREFECT_SERVER_DATABASE_TIMEOUT", "soon"}}, "PREFECT_SERVER_DATABASE_TIMEOUT");
    tells({{"PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_STATEMENT_CACHE_SIZE", "-5"}}, "STATEMENT_CACHE_SIZE");
    tells({{"PREFECT_SERVER_DATABASE_DRIVER", "mysql"}}, "PREFECT_SERVER_DATABASE_DRIVER");
    tells({{"PREFECT_SERVER_DATABASE_DRIVER", "postgresql+asyncpg"}}, "PREFECT_SERVER_DATABASE_HOST");
}

BOOST_AUTO_TEST_SUITE_END()
