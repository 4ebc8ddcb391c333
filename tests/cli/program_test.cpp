#include <server/cli/program.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using namespace praetor;

db::options reached_by(std::string conninfo)
{
    db::options how;
    how.dialect = db::dialect::postgresql;
    how.conninfo = std::move(conninfo);
    return how;
}

} // namespace

BOOST_AUTO_TEST_SUITE(called_programs)

BOOST_AUTO_TEST_CASE(a_password_stands_in_the_environment_and_nowhere_else)
{
    auto const psql =
        cli::postgresql_program("psql", reached_by("postgresql://ann:s%27ecret@db:5433/prefect?sslpassword=secret"));
    for (auto const& word : psql.arguments)
        BOOST_TEST(word.find("ecret") == std::string::npos);
    BOOST_TEST(psql.arguments.at(1).starts_with("--dbname="));
    BOOST_TEST(psql.arguments.at(1).find("user='ann'") != std::string::npos);
    BOOST_TEST(psql.arguments.at(1).find("port='5433'") != std::string::npos);
    auto const found = std::ranges::find(psql.environment, "PGPASSWORD", &std::pair<std::string, std::string>::first);
    BOOST_REQUIRE((found != psql.environment.end()));
    BOOST_TEST(found->second == "s'ecret");
}

BOOST_AUTO_TEST_CASE(a_session_of_a_program_is_told_what_the_servers_sessions_are)
{
    auto how = reached_by("postgresql://db/prefect?options=-ctimezone%3DAsia/Tokyo");
    how.search_path = "\"My Team\", public";
    auto const psql = cli::postgresql_program("psql", how);
    auto const value_of = [&](std::string_view name) {
        auto const found = std::ranges::find(psql.environment, name, &std::pair<std::string, std::string>::first);
        return found != psql.environment.end() ? found->second : "nothing";
    };
    BOOST_TEST(value_of("PGTZ") == "UTC");
    BOOST_TEST(value_of("PGDATESTYLE") == "ISO, MDY");
    auto const options = value_of("PGOPTIONS");
    BOOST_TEST(options.find(R"(-c search_path="My\ Team",\ public)") != std::string::npos, options);
    BOOST_TEST(options.find("Tokyo") == std::string::npos, options);
    BOOST_TEST(options.find("statement_timeout") == std::string::npos, options);
}

BOOST_AUTO_TEST_CASE(the_status_of_a_program_is_given_back)
{
    BOOST_TEST(cli::run_program({{"sh", "-c", "exit $STATUS"}, {{"STATUS", "7"}}}) == 7);
    BOOST_TEST(cli::run_program({{"sh", "-c", "kill -9 $$"}, {}}) == 128 + 9);
}

BOOST_AUTO_TEST_SUITE_END()
