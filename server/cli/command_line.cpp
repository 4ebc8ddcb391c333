#include <server/cli/command_line.hpp>

#include <server/cli/auth/auth_commands.hpp>
#include <server/cli/command.hpp>
#include <server/cli/commands.hpp>
#include <server/cli/completion/completion_commands.hpp>
#include <server/cli/dashboard/dashboard_commands.hpp>
#include <server/cli/db/db_commands.hpp>
#include <server/cli/doctor/doctor_command.hpp>
#include <server/cli/reference/settings_reference.hpp>
#include <server/cli/serving/place_options.hpp>
#include <server/cli/serving/prefect_commands.hpp>

#include <server/settings/sources.hpp>

#include <db/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace praetor::cli {
namespace {

using settings::values;

// What stands on the command line of "server start".
struct start_options
{
    place_options place;
    std::string log_level, certificate, key, keep_alive;
    std::optional<bool> scheduler, late_runs, ui, analytics;
    std::int64_t workers = 1;
    bool no_services = false;

    settings::overrides overrides() const
    {
        settings::overrides all;
        place.add_to(all);
        for (auto const& [path, text] :
             {std::pair{"server.logging_level", &log_level}, std::pair{"praetor.tls.cert_file", &certificate},
              std::pair{"praetor.tls.key_file", &key}, std::pair{"server.api.keepalive_timeout", &keep_alive}})
            if (!text->empty())
                all.emplace(path, *text);
        for (auto const& [path, given] :
             {std::pair{"server.services.scheduler.enabled", &scheduler},
              std::pair{"server.services.late_runs.enabled", &late_runs}, std::pair{"server.ui.enabled", &ui},
              std::pair{"server.analytics_enabled", &analytics}})
            if (*given)
                all.emplace(path, **given ? "true" : "false");
        return all;
    }
};

int start(values const& config, start_options const& given)
{
    return server_start(config, {.services = !given.no_services,
                                 .workers = static_cast<int>(std::min<std::int64_t>(given.workers, 1'000))});
}

described_command all_commands();

void declare(command root)
{
    root.prints("--version,-V", version_text, "Print the version, and the Prefect release it stands in for");
    auto const given = std::make_shared<start_options>();
    auto server = root.add("server", "Run the server");
    auto start_of = server.add("start", "Serve the API until SIGINT or SIGTERM");
    given->place.declare(start_of);
    start_of
        .option("--tls-cert", given->certificate,
                "PEM file of the certificate that makes it speak TLS (PRAETOR_TLS_CERT_FILE)")
        .option("--tls-key", given->key, "PEM file of its key (PRAETOR_TLS_KEY_FILE, in the certificate's file)")
        .count("--workers", given->workers, "Processes on one port; more than one with PostgreSQL only")
        .flag("--no-services", given->no_services, "Answer requests only; run no background services")
        .flag("--scheduler,!--no-scheduler", given->scheduler,
              "Make the runs of schedules, or not (PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED)")
        .flag("--late-runs,!--no-late-runs", given->late_runs,
              "Mark runs that are late, or not (PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED)")
        .flag("--ui,!--no-ui", given->ui, "Serve the dashboards, or not (PREFECT_SERVER_UI_ENABLED)")
        .flag("--analytics-on,!--analytics-off", given->analytics,
              "As Prefect has it, and without effect: praetor tells nobody of its use")
        .option("--keep-alive-timeout", given->keep_alive,
                "Seconds that a connection may idle between requests (PREFECT_SERVER_API_KEEPALIVE_TIMEOUT)")
        .option("--log-level", given->log_level, "DEBUG, INFO, WARNING, ERROR or CRITICAL")
        .runs([given](values const& config) { return start(config, *given); }, [given] { return given->overrides(); });

    auto const asking = std::make_shared<asking_options>();
    auto health = server.add("health", "Ask the server of these settings whether it answers; exit 1 where it does not");
    asking->declare(health);
    health.runs([](values const& config) { return server_health(config); }, [asking] { return asking->overrides(); });

    root.add("version", "Print the version, and the Prefect release it stands in for").runs(version);

    auto const only_changed = std::make_shared<bool>(false);
    auto const as_json = std::make_shared<bool>(false);
    auto config = root.add("config", "Look at the settings");
    config.add("reference", "Print every setting with its place, type and default, as Markdown").runs([] {
        fmt::print("{}", settings_reference());
        return 0;
    });
    config.add("view", "Print each setting, its value and where it came from")
        .flag("--hide-defaults", *only_changed, "Leave out what nobody set")
        .flag("--json", *as_json, "As a JSON object")
        .runs([=](values const& all) { return config_view(all, *only_changed, *as_json); });

    auto const services_as_json = std::make_shared<bool>(false);
    auto services = root.add("services", "Run the background services, or look at them");
    services.add("start", "Run those that the settings enable until SIGINT or SIGTERM, and answer no requests")
        .runs([](values const& all) { return server_start(all, {.requests = false}); });
    services.add("ls", "Print each service, whether it is enabled, and its last run")
        .flag("--json", *services_as_json, "As a JSON array")
        .runs([=](values const& all) { return services_ls(all, *services_as_json); });

    add_auth_commands(root.add("auth", "Say who may use the API, and see what they changed"));
    add_doctor_command(root);
    add_dashboard_commands(root.add("dashboard", "Get the dashboards of Prefect's package"));
    add_db_commands(root.add("db", "Create, migrate and inspect the database"));
    add_completion_commands(root, all_commands);
}

constexpr auto title = "praetor: the Prefect 3 orchestration server as one native program";

described_command all_commands()
{
    return describe(title, declare);
}

} // namespace

std::vector<std::string> take_arguments(int count, char** arguments)
{
    std::vector<std::string> kept(arguments, arguments + count);
    for (int i = 1; i < count; ++i) {
        auto const& word = kept[static_cast<std::size_t>(i)];
        if (word.find("://") == std::string::npos)
            continue;
        auto const shown = db::shown_url(word);
        if (shown == word)
            continue;
        std::memset(arguments[i], 0, word.size());
        std::memcpy(arguments[i], shown.data(), std::min(shown.size(), word.size()));
    }
    return kept;
}

int run(int count, char const* const* arguments)
{
    if (auto const instead = instead_of_prefects({arguments + std::min(count, 1), arguments + count})) {
        fmt::print(stderr, "praetor: {}\n", *instead);
        return 2;
    }
    auto const asked = parse(count, arguments, title, declare);
    if (auto const* status = std::get_if<int>(&asked))
        return *status;
    return std::get<action>(asked)();
}

} // namespace praetor::cli
