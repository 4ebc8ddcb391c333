// praetor db seed
#include <server/app/open_database.hpp>
#include <server/cli/db/db_commands.hpp>
#include <server/cli/progress.hpp>
#include <server/cli/with_database.hpp>

#include <server/base/error.hpp>

#include <models/seed/seed.hpp>

#include <fmt/format.h>

#include <memory>

namespace praetor::cli {
namespace {

struct wanted_seed
{
    std::string environment;
    std::int64_t size = 0;
};

int seed(settings::values const& config, wanted_seed const& wanted)
{
    auto const* const environment = models::seed::find_environment(wanted.environment);
    if (environment == nullptr)
        throw error{errc::bad_setting, "--env must be development, demo or load, not \"" + wanted.environment + '"'};
    auto const options = app::database_options(config);
    bring_to_head(options);
    auto const session = db::bulk::open_session(options);
    auto const began = std::chrono::steady_clock::now();
    progress line;
    auto const made = models::seed::seed(
        *session, *environment, wanted.size > 0 ? wanted.size : environment->runs, now(),
        [&](std::string_view what, std::int64_t done, std::int64_t of) { line.say(what, done, of); });
    line.end();
    if (made.runs == 0) {
        fmt::print("{}: {} flow runs are there already; nothing was added\n", environment->name, made.there);
        return 0;
    }
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - began;
    fmt::print("{}: {} flow runs added, {} rows in all, in {:.1f} s\n", environment->name, made.runs, made.rows,
               took.count());
    return 0;
}

} // namespace

void add_db_seed(command db)
{
    auto const wanted = std::make_shared<wanted_seed>();
    db.add("seed", "Fill the database with made-up flows, runs, deployments and events")
        .option("--env", wanted->environment, "development (100 runs), demo (5,000) or load (1,000,000)",
                presence::required)
        .count("--size", wanted->size, "Flow runs instead")
        .runs([wanted](settings::values const& config) { return seed(config, *wanted); });
}

} // namespace praetor::cli
