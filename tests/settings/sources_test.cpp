// Where settings come from, in the reference's order.
#include <server/settings/database_url.hpp>
#include <server/settings/sources.hpp>

#include <server/base/error.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <unistd.h>

namespace {

using namespace praetor;

// A working directory and a PREFECT_HOME of the test's own.
struct places
{
    places()
    {
        folder = std::filesystem::temp_directory_path() / ("praetor_settings_" + std::to_string(getpid()));
        std::filesystem::create_directories(folder / "work");
        std::filesystem::create_directories(folder / "home");
        environment = {{"PREFECT_HOME", (folder / "home").string()}, {"HOME", folder.string()}};
    }
    ~places() { std::filesystem::remove_all(folder); }

    void write(std::string const& name, std::string const& text) const { std::ofstream{folder / name} << text; }

    settings::values read() const
    {
        settings::environment around;
        around.working_directory = (folder / "work").string();
        around.environment = [this](std::string_view name) -> std::optional<std::string> {
            auto const found = environment.find(std::string{name});
            return found == environment.end() ? std::nullopt : std::optional{found->second};
        };
        return settings::values::read(around);
    }

    std::filesystem::path folder;
    std::map<std::string, std::string> environment;
};

constexpr auto port = "server.api.port";

} // namespace

BOOST_FIXTURE_TEST_SUITE(settings_sources, places)

BOOST_AUTO_TEST_CASE(each_source_gives_way_to_the_one_before_it)
{
    BOOST_TEST(read().integer(port) == 4200);
    BOOST_TEST(read().at(port).source == "default");
    write("home/profiles.toml", "active = \"mine\"\n[profiles.mine]\nPREFECT_SERVER_API_PORT = \"4301\"\n"
                                "[profiles.other]\nPREFECT_SERVER_API_PORT = \"4999\"\n");
    BOOST_TEST(read().integer(port) == 4301);
    write("work/pyproject.toml", "[tool.prefect]\nserver.api.port = 4302\n");
    BOOST_TEST(read().integer(port) == 4302);
    write("work/prefect.toml", "[server.api]\nport = 4303\n");
    BOOST_TEST(read().integer(port) == 4303);
    write("work/.env", "# a comment\nPREFECT_SERVER_API_PORT='4304'\n");
    BOOST_TEST(read().integer(port) == 4304);
    environment["PREFECT_SERVER_API_PORT"] = "4305";
    BOOST_TEST(read().integer(port) == 4305);
    BOOST_TEST(read().at(port).source == "env");
}

BOOST_AUTO_TEST_CASE(an_older_spelling_is_understood)
{
    environment["PREFECT_API_DATABASE_CONNECTION_URL"] = "sqlite+aiosqlite:////tmp/old.db";
    BOOST_TEST(settings::find_database_url(read()).path == "/tmp/old.db");
}

BOOST_AUTO_TEST_CASE(a_value_that_does_not_fit_is_one_clear_line)
{
    environment["PREFECT_SERVER_API_PORT"] = "many";
    BOOST_CHECK_EXCEPTION(read(), error, [](error const& thrown) {
        std::string_view const words = thrown.what();
        return thrown.code() == errc::bad_setting && words.find("PREFECT_SERVER_API_PORT") != std::string_view::npos &&
               words.find('\n') == std::string_view::npos;
    });
}

BOOST_AUTO_TEST_CASE(an_unknown_setting_of_praetor_is_refused)
{
    setenv("PRAETOR_NO_SUCH_THING", "1", 1);
    BOOST_CHECK_THROW(settings::values::read(settings::of_this_process()), error);
    unsetenv("PRAETOR_NO_SUCH_THING");
}

BOOST_AUTO_TEST_CASE(the_default_database_is_in_prefects_home)
{
    BOOST_TEST(settings::find_database_url(read()).path == (folder / "home" / "prefect.db").string());
}

BOOST_AUTO_TEST_CASE(urls_of_both_dialects_are_understood_and_shown_without_their_password)
{
    environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = "postgresql+asyncpg://user:secret@db:5433/prefect";
    auto const url = settings::find_database_url(read());
    BOOST_TEST(url.postgresql);
    BOOST_TEST(url.shown.find("secret") == std::string::npos);
    environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = "mysql://x";
    BOOST_CHECK_THROW(settings::find_database_url(read()), error);
}

BOOST_AUTO_TEST_CASE(spans_are_read_in_every_form)
{
    BOOST_TEST(settings::parse_span("1.5").value() == 1.5);
    BOOST_TEST(settings::parse_span("0:01:30").value() == 90);
    BOOST_TEST(settings::parse_span("PT90S").value() == 90);
    BOOST_TEST(!settings::parse_span("soon"));
}

BOOST_AUTO_TEST_SUITE_END()
