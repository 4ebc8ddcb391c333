#include <server/cli/command_line.hpp>

#include <server/cli/commands.hpp>
#include <server/cli/db_commands.hpp>
#include <server/cli/failure.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/settings/sources.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <functional>
#include <string>
#include <utility>

namespace praetor::cli {
namespace {

using settings::values;

// What stands on the command line of "server start".
struct start_options
{
    std::string host, port, log_level;
    int workers = 1;
    bool no_services = false;

    settings::overrides overrides() const
    {
        settings::overrides all;
        for (auto const& [path, text] : {std::pair{"server.api.host", &host}, std::pair{"server.api.port", &port},
                                         std::pair{"server.logging_level", &log_level}})
            if (!text->empty())
                all.emplace(path, *text);
        return all;
    }
};

int start(values const& config, start_options const& given)
{
    if (given.workers != 1) {
        fmt::print(stderr, "praetor: --workers {}: more than one worker is not available yet\n", given.workers);
        return 2;
    }
    return server_start(config, !given.no_services);
}

// Reads the settings, then runs the command.
int with_settings(std::function<int(values const&)> const& command, settings::overrides const& given = {})
{
    try {
        auto const config = settings::read(settings::environment_of_this_process(), given);
        log::set_level(config.server.logging_level);
        return command(config);
    }
    catch (...) {
        return report_failure(std::current_exception());
    }
}

} // namespace

int run(int count, char const* const* words)
{
    CLI::App app{"praetor: the Prefect 3 orchestration server as one native program", "praetor"};
    app.require_subcommand(1);
    std::function<int()> command;

    auto* server = app.add_subcommand("server", "Run the server")->require_subcommand(1);
    auto* serve = server->add_subcommand("start", "Serve the API until SIGINT or SIGTERM");
    start_options given;
    serve->add_option("--host", given.host, "Address or name to listen on (PREFECT_SERVER_API_HOST, 127.0.0.1)");
    serve->add_option("--port", given.port, "Port to listen on, 0 for any free one (PREFECT_SERVER_API_PORT, 4200)");
    serve->add_option("--workers", given.workers, "Processes on one port; only 1 for now")->check(CLI::PositiveNumber);
    serve->add_flag("--no-services", given.no_services, "Answer requests only; run no background services");
    serve->add_option("--log-level", given.log_level, "DEBUG, INFO, WARNING, ERROR or CRITICAL");
    serve->callback([&] {
        command = [&] {
            return with_settings([&](values const& config) { return start(config, given); }, given.overrides());
        };
    });

    app.add_subcommand("version", "Print the version, and the Prefect release it stands in for")->callback([&] {
        command = version;
    });

    auto* config = app.add_subcommand("config", "Look at the settings")->require_subcommand(1);
    auto* view = config->add_subcommand("view", "Print each setting, its value and where it came from");
    bool only_changed = false;
    bool as_json = false;
    view->add_flag("--hide-defaults", only_changed, "Leave out what nobody set");
    view->add_flag("--json", as_json, "As a JSON object");
    view->callback([&] {
        command = [&] {
            return with_settings([&](values const& all) { return config_view(all, only_changed, as_json); });
        };
    });

    add_db_commands(*app.add_subcommand("db", "Create, migrate and inspect the database")->require_subcommand(1),
                    [&](std::function<int(values const&)> chosen) {
                        command = [chosen = std::move(chosen)] { return with_settings(chosen); };
                    });

    try {
        app.parse(count, words);
    }
    catch (CLI::ParseError const& refused) {
        if (refused.get_exit_code() == 0)
            return app.exit(refused);
        fmt::print(stderr, "praetor: {} (see praetor --help)\n", refused.what());
        return 2;
    }
    return command();
}

} // namespace praetor::cli
