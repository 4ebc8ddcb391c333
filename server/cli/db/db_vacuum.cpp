// praetor db vacuum
#include <server/app/open_database.hpp>
#include <server/cli/db/db_commands.hpp>
#include <server/cli/progress.hpp>

#include <db/bulk/vacuum.hpp>

#include <fmt/format.h>

namespace praetor::cli {
namespace {

double mebibytes(std::int64_t bytes)
{
    return static_cast<double>(bytes) / 1048576.0;
}

int vacuum(settings::values const& config)
{
    auto options = app::database_options(config);
    options.must_exist = true;
    auto const session = db::bulk::open_session(options);
    progress line;
    auto const done = db::bulk::vacuum(*session, [&](std::string_view what) { line.say(what, 0); });
    line.end();
    fmt::print("{:.1f} MiB before, {:.1f} MiB after\n", mebibytes(done.before), mebibytes(done.after));
    if (!done.log_is_empty)
        fmt::print("the log was not emptied: another process reads or writes the database\n");
    return 0;
}

} // namespace

void add_db_vacuum(command db)
{
    db.add("vacuum", "Give back the space of deleted rows and renew the planner's statistics").runs(vacuum);
}

} // namespace praetor::cli
