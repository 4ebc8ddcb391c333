// What `praetor` says without a database: its words, its version, its settings.
#include <tests/support/command.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

namespace {

using namespace praetor::tests;

std::vector<std::string> words_of(std::string const& line)
{
    std::istringstream in{line};
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}

bool has(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::array const wrong_lines{
    "",
    "serve",
    "server",
    "server start --port",
    "server start --port seventy",
    "server start --port 70000",
    "server start --port -1",
    "server start --workers 0",
    "server start --workers 2",
    "server start now",
    "version --json",
    "config",
    "config view everything",
    "db",
    "db explode",
    "db copy sqlite:///a.db",
    "db copy mysql://a/b sqlite:///a.db",
    "db backup",
    "db seed",
    "db seed --env production",
    "db seed --env demo --size 0",
    "db wait --timeout -1",
    "db wait --timeout soon",
    "db wait --timeout nan",
    "db wait --timeout 1e300",
    "db stamp",
    "db revision",
    "db upgrade --bogus",
    "db introspect --json --sql",
    "db init now",
    "db vacuum now",
    "db health now",
    "doctor now",
    "completion",
    "completion tcsh",
    "commands --html",
    "config reference now",
};

} // namespace

BOOST_AUTO_TEST_SUITE(command_line)

BOOST_DATA_TEST_CASE(words_that_can_not_be_meant_are_refused_with_2, boost::unit_test::data::make(wrong_lines), line)
{
    auto const said = run_praetor(words_of(line));
    BOOST_TEST(said.status == 2);
    BOOST_TEST(said.out == "");
    BOOST_TEST(said.err.starts_with("praetor: "), said.err);
}

BOOST_AUTO_TEST_CASE(prefects_words_that_stand_elsewhere_are_refused_with_what_to_use)
{
    for (auto const& [line, use] :
         std::map<std::string, std::string>{{"server start --background", "praetor server start &"},
                                            {"server start --port 0 -b", "docs/network.md"},
                                            {"server stop", "systemctl stop praetor"},
                                            {"server status --wait", "praetor server health"},
                                            {"server services", "praetor services"},
                                            {"server services ls --output json", "praetor services ls"},
                                            {"server services start", "praetor services start"},
                                            {"server services stop", "SIGTERM"},
                                            {"server database upgrade -y", "praetor db upgrade"},
                                            {"server database downgrade", "praetor db downgrade"},
                                            {"server database reset -y", "praetor db reset"},
                                            {"server database revision", "praetor db revision"},
                                            {"server database stamp abc", "praetor db stamp"},
                                            {"server database", "praetor db"}})
    {
        auto const said = run_praetor(words_of(line));
        BOOST_TEST(said.status == 2, line);
        BOOST_TEST(said.out == "");
        BOOST_TEST(said.err.starts_with("praetor: server "), said.err);
        BOOST_TEST(has(said.err, use), line << ": " << said.err);
        BOOST_TEST(std::ranges::count(said.err, '\n') == 1, said.err);
    }
}

// Of an environment that is wrong a start knows nothing where an option says it otherwise: it goes on, to the next
// hindrance.
BOOST_AUTO_TEST_CASE(options_of_prefects_start_are_settings)
{
    for (auto const& [variable, options] : std::map<std::string, std::vector<std::string>>{
             {"PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED", {"--scheduler", "--no-scheduler"}},
             {"PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED", {"--late-runs", "--no-late-runs"}},
             {"PREFECT_SERVER_UI_ENABLED", {"--ui", "--no-ui"}},
             {"PREFECT_SERVER_API_KEEPALIVE_TIMEOUT", {"--keep-alive-timeout=1"}}})
    {
        auto const start = [&](std::vector<std::string> words) {
            words.insert(words.begin(), {"server", "start", "--host", "192.0.2.1"});
            return run_praetor(words, {{variable, "bogus"}}).err;
        };
        BOOST_TEST(has(start({}), variable + " (env) must be "), start({}));
        for (auto const& option : options)
            BOOST_TEST(has(start({option}), "can not listen on 192.0.2.1:4200"), option << ": " << start({option}));
    }
    BOOST_TEST(has(run_praetor({"server", "start", "--keep-alive-timeout=-1"}).err,
                   "PREFECT_SERVER_API_KEEPALIVE_TIMEOUT (command line) must be "));
    auto const help = run_praetor({"server", "start", "--help"}).out;
    for (auto const* option : {"--scheduler", "--no-scheduler", "--late-runs", "--no-late-runs", "--ui", "--no-ui",
                               "--analytics-on", "--analytics-off", "--keep-alive-timeout"})
        BOOST_TEST(has(help, option), help);
}

BOOST_AUTO_TEST_CASE(an_empty_host_is_refused_in_one_line)
{
    auto const said = run_praetor({"server", "start", "--host", ""});
    BOOST_TEST(said.status == 2);
    BOOST_TEST(said.err == "praetor: PREFECT_SERVER_API_HOST is empty: name an address, or 0.0.0.0 for all of them\n");
}

BOOST_AUTO_TEST_CASE(help_is_no_failure)
{
    for (auto const* line : {"--help", "server start --help", "db --help", "db copy --help"}) {
        auto const said = run_praetor(words_of(line));
        BOOST_TEST(said.status == 0);
        BOOST_TEST(has(said.out, "Usage: "), line);
        BOOST_TEST(said.err == "");
    }
}

BOOST_AUTO_TEST_CASE(the_version_names_the_release_it_stands_in_for)
{
    auto const said = run_praetor({"version"});
    BOOST_TEST(said.status == 0);
    BOOST_TEST(said.out.starts_with("praetor "), said.out);
    BOOST_TEST(has(said.out, "\nserves as Prefect 3."), said.out);
    BOOST_TEST(has(said.out, "SQLite 3."), said.out);
}

BOOST_AUTO_TEST_CASE(the_version_is_a_flag_too_and_names_the_commit)
{
    auto const flag = run_praetor({"--version"});
    BOOST_TEST(flag.status == 0);
    BOOST_TEST(flag.out == run_praetor({"version"}).out);
    BOOST_TEST(flag.out.starts_with("praetor 0."), flag.out);
    BOOST_TEST(has(flag.out.substr(0, flag.out.find('\n')), " ("), flag.out);
}

BOOST_AUTO_TEST_CASE(settings_are_shown_with_where_they_came_from)
{
    auto const all = run_praetor({"config", "view"}, {{"PREFECT_SERVER_API_PORT", "4321"}});
    BOOST_TEST(all.status == 0);
    BOOST_TEST(has(all.out, "PREFECT_SERVER_API_PORT='4321' (from env"), all.out);
    BOOST_TEST(has(all.out, "PREFECT_SERVER_API_HOST='127.0.0.1' (from default)"), all.out);

    auto const changed = run_praetor({"config", "view", "--hide-defaults"}, {{"PREFECT_SERVER_API_PORT", "4321"}});
    BOOST_TEST(has(changed.out, "PREFECT_SERVER_API_PORT='4321'"), changed.out);
    BOOST_TEST(!has(changed.out, "(from default)"), changed.out);
}

BOOST_AUTO_TEST_CASE(settings_are_shown_as_json)
{
    auto const said = run_praetor({"config", "view", "--json"}, {{"PREFECT_SERVER_API_PORT", "4321"}});
    BOOST_TEST(said.status == 0);
    auto const shown = boost::json::parse(said.out).as_object();
    BOOST_TEST(shown.at("PREFECT_SERVER_API_PORT").at("value").as_string() == "4321");
    BOOST_TEST(shown.at("PREFECT_SERVER_API_HOST").at("source").as_string() == "default");
}

BOOST_AUTO_TEST_CASE(secrets_are_not_shown)
{
    for (auto const& words : {std::vector<std::string>{"config", "view"}, {"config", "view", "--json"}}) {
        auto const said = run_praetor(
            words, {{"PREFECT_SERVER_API_AUTH_STRING", "admin:opensesame"},
                    {"PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://me:opensesame@db/prefect"}});
        BOOST_TEST(said.status == 0);
        BOOST_TEST(has(said.out, "********"), said.out);
        BOOST_TEST(!has(said.out, "opensesame"), said.out);
    }
}

BOOST_AUTO_TEST_CASE(a_setting_that_can_not_be_is_refused_by_its_name)
{
    auto const said = run_praetor({"server", "start"}, {{"PREFECT_SERVER_API_PORT", "70000"}});
    BOOST_TEST(said.status == 2);
    BOOST_TEST(has(said.err, "PREFECT_SERVER_API_PORT"), said.err);
}

BOOST_AUTO_TEST_CASE(a_working_directory_that_was_deleted_is_no_error)
{
    auto const leave = [] { std::filesystem::remove_all(std::filesystem::current_path()); };
    BOOST_TEST(run_praetor({"version"}, {}, leave).status == 0);
    BOOST_TEST(run_praetor({"config", "view"}, {}, leave).status == 0);
    BOOST_TEST(run_praetor({"db", "health"}, {}, leave).status == 1);
    auto const init = run_praetor({"db", "init"}, {}, leave); // makes PREFECT_HOME anew
    BOOST_TEST(init.status == 0, init.err);
}

BOOST_AUTO_TEST_CASE(a_setting_that_would_end_the_server_ends_its_start_in_one_line_with_status_2)
{
    for (auto const& [name, value] :
         std::map<std::string, std::string>{{"PREFECT_SERVER_EVENTS_WEBSOCKET_BACKFILL_PAGE_SIZE", "0"},
                                            {"PREFECT_SERVER_SERVICES_EVENT_PERSISTER_QUEUE_MAX_SIZE", "0"},
                                            {"PREFECT_SERVER_API_KEEPALIVE_TIMEOUT", "-1"},
                                            {"PREFECT_SERVER_API_WEBSOCKET_PING_TIMEOUT", "0"},
                                            {"PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS", "nan"},
                                            {"PREFECT_SERVER_EVENTS_MAXIMUM_WEBSOCKET_BACKFILL", "nan"},
                                            {"PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE", "bogus"},
                                            {"PREFECT_MESSAGING_BROKER", "bogus"},
                                            {"PREFECT_SERVER_ENCRYPTION_KEY", "short"},
                                            {"PRAETOR_DATABASE_READERS", "1000000"}})
    {
        auto const refused = run_praetor({"server", "start", "--port", "0"}, {{name, value}});
        BOOST_TEST(refused.status == 2, name << ": " << refused.err);
        BOOST_TEST(refused.out.empty());
        BOOST_TEST(std::ranges::count(refused.err, '\n') == 1, refused.err);
        BOOST_TEST(has(refused.err, " (env) must be "), refused.err);
    }
}

BOOST_AUTO_TEST_SUITE_END()
