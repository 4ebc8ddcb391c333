// Where settings come from, in the reference's order.
#include <tests/settings/places.hpp>

#include <server/settings/database_url.hpp>

#include <boost/test/unit_test.hpp>

using namespace praetor;
using namespace praetor::tests;

BOOST_FIXTURE_TEST_SUITE(settings_sources, places)

BOOST_AUTO_TEST_CASE(each_source_gives_way_to_the_one_before_it)
{
    auto const expect = [this](int port, std::string_view source, settings::overrides const& given = {}) {
        auto const all = read(given);
        BOOST_TEST(all.server.api.port == port);
        BOOST_TEST(given_of(all, "server.api.port").source == source);
        BOOST_TEST(given_of(all, "server.api.port").text == std::to_string(port));
    };
    expect(4200, "default");
    write("home/profiles.toml", "active = \"mine\"\n[profiles.mine]\nPREFECT_SERVER_API_PORT = \"4301\"\n"
                                "[profiles.other]\nPREFECT_SERVER_API_PORT = \"4999\"\n");
    expect(4301, "profile");
    write("work/pyproject.toml", "[tool.prefect]\nserver.api.port = 4302\n");
    expect(4302, "pyproject.toml");
    write("work/prefect.toml", "[server.api]\nport = 4303\n");
    expect(4303, "prefect.toml");
    write("work/.env", "# a comment\nPREFECT_SERVER_API_PORT='4304'\n");
    expect(4304, ".env");
    variables["PREFECT_SERVER_API_PORT"] = "4305";
    expect(4305, "env");
    expect(4306, "command line", {{"server.api.port", "4306"}});
}

BOOST_AUTO_TEST_CASE(the_file_of_the_machine_gives_way_to_all_others_and_tells_where_home_is)
{
    variables.erase("PREFECT_HOME");
    write("praetor.toml", "home = \"" + (folder / "home").string() +
                              "\"\n[server.api]\nport = 4300\n[praetor.database]\nreaders = 7\n");
    write("home/profiles.toml", "active = \"mine\"\n[profiles.mine]\nPREFECT_SERVER_API_HOST = \"::1\"\n");
    settings::environment const of_machine{variables, (folder / "work").string(), (folder / "praetor.toml").string()};
    auto const all = settings::read(of_machine);
    BOOST_TEST(given_of(all, "server.api.port").source == "praetor.toml");
    BOOST_TEST(all.praetor.database.readers == 7U);
    BOOST_TEST(all.home == (folder / "home").string());
    BOOST_TEST(all.server.api.host == "::1");

    write("home/profiles.toml", "active = \"mine\"\n[profiles.mine]\nPREFECT_SERVER_API_PORT = \"4301\"\n");
    BOOST_TEST(settings::read(of_machine).server.api.port == 4301);
}

BOOST_AUTO_TEST_CASE(a_file_of_settings_that_is_named_must_be_readable)
{
    variables["PRAETOR_SETTINGS_FILE"] = (folder / "mine.toml").string();
    BOOST_TEST(refusal() == (folder / "mine.toml").string() +
                                " can not be read, which PRAETOR_SETTINGS_FILE names: No such file or directory");
    write("mine.toml", "[server.api]\nport = 4311\n");
    BOOST_TEST(read().server.api.port == 4311);
}

BOOST_AUTO_TEST_CASE(an_older_spelling_is_understood_and_gives_way_to_the_newer_of_its_source)
{
    variables["PREFECT_API_DATABASE_CONNECTION_URL"] = "sqlite+aiosqlite:////tmp/old.db";
    write("work/.env", "PREFECT_SERVER_DATABASE_CONNECTION_URL=sqlite+aiosqlite:////tmp/file.db\n");
    BOOST_TEST(settings::database_url(read()) == "sqlite+aiosqlite:////tmp/old.db");
    variables["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = "sqlite+aiosqlite:////tmp/new.db";
    BOOST_TEST(settings::database_url(read()) == "sqlite+aiosqlite:////tmp/new.db");
}

BOOST_AUTO_TEST_CASE(an_empty_variable_says_nothing_and_an_empty_text_in_a_file_says_empty)
{
    variables["PREFECT_SERVER_UI_SERVE_BASE"] = "";
    variables["PREFECT_SERVER_API_PORT"] = "";
    BOOST_TEST(read().server.ui.serve_base == "/");
    BOOST_TEST(read().server.api.port == 4200);
    write("work/prefect.toml", "[server.ui]\nserve_base = \"\"\n");
    BOOST_TEST(read().server.ui.serve_base.empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_setting_of_praetor_is_refused_but_for_what_kubernetes_sets)
{
    variables["PRAETOR_SERVICE_HOST"] = "10.0.0.1";
    variables["PRAETOR_PORT"] = "tcp://10.0.0.1:4200";
    variables["PRAETOR_PORT_4200_TCP_ADDR"] = "10.0.0.1";
    BOOST_CHECK_NO_THROW(read());
    variables["PRAETOR_NO_SUCH_THING"] = "1";
    BOOST_TEST(refusal() == "there is no setting PRAETOR_NO_SUCH_THING");
}

BOOST_AUTO_TEST_CASE(the_default_database_is_in_prefects_home)
{
    BOOST_TEST(settings::database_url(read()) == "sqlite+aiosqlite:///" + (folder / "home" / "prefect.db").string());
    variables["PREFECT_HOME"] = "~/elsewhere";
    BOOST_TEST(read().home == (folder / "elsewhere").string());
}

BOOST_AUTO_TEST_CASE(the_password_is_put_into_the_url_where_it_is_named_by_either_of_its_names)
{
    variables["PREFECT_SERVER_DATABASE_PASSWORD"] = "a/b%20@c";
    for (auto const* name : {"PREFECT_SERVER_DATABASE_PASSWORD", "PREFECT_API_DATABASE_PASSWORD"}) {
        variables["PREFECT_SERVER_DATABASE_CONNECTION_URL"] =
            "postgresql+asyncpg://me:${" + std::string{name} + "}@db/prefect";
        BOOST_TEST(settings::database_url(read()) == "postgresql+asyncpg://me:a%2Fb%2520%40c@db/prefect");
    }
    variables.erase("PREFECT_SERVER_DATABASE_PASSWORD");
    BOOST_CHECK_EXCEPTION(settings::database_url(read()), error, [](error const& thrown) {
        return thrown.code() == errc::bad_setting &&
               thrown.text().find("PREFECT_SERVER_DATABASE_PASSWORD is not set") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(the_parts_of_an_address_may_hold_any_character_and_an_ipv6_host_stands_in_brackets)
{
    variables["PREFECT_SERVER_DATABASE_DRIVER"] = "postgresql+asyncpg";
    variables["PREFECT_SERVER_DATABASE_USER"] = "a@b";
    variables["PREFECT_SERVER_DATABASE_PASSWORD"] = "p/w%";
    variables["PREFECT_SERVER_DATABASE_NAME"] = "my db";
    variables["PREFECT_SERVER_DATABASE_PORT"] = "6000";
    for (auto const* host : {"::1", "[::1]"}) {
        variables["PREFECT_SERVER_DATABASE_HOST"] = host;
        BOOST_TEST(settings::database_url(read()) == "postgresql+asyncpg://a%40b:p%2Fw%25@[::1]:6000/my%20db");
    }
    variables["PREFECT_SERVER_DATABASE_HOST"] = "/var/run/postgresql";
    BOOST_TEST(settings::database_url(read()) ==
               "postgresql+asyncpg://a%40b:p%2Fw%25@%2Fvar%2Frun%2Fpostgresql:6000/my%20db");
}

BOOST_AUTO_TEST_CASE(a_working_directory_that_is_gone_holds_no_settings)
{
    write("work/.env", "PREFECT_SERVER_API_PORT=4304\n");
    BOOST_TEST(settings::read({variables, {}}).server.api.port == 4200);
}

BOOST_AUTO_TEST_SUITE_END()
