// praetor db reset
#include <server/app/open_database.hpp>
#include <server/cli/confirmation.hpp>
#include <server/cli/db/db_commands.hpp>
#include <server/cli/with_database.hpp>
#include <server/settings/database_url.hpp>

#include <db/bulk/empty_schema.hpp>
#include <db/url.hpp>

#include <fmt/format.h>

#include <memory>

namespace praetor::cli {
namespace {

int reset(settings::values const& config, bool yes)
{
    auto options = app::database_options(config);
    options.must_exist = true;
    auto const url = db::shown_url(settings::database_url(config));
    if (!yes && !confirmed(fmt::format("Every flow, run and event of {} will be lost.\n", url), "Empty it?"))
        return 1;
    auto const dropped = db::bulk::empty_schema(*db::bulk::open_session(options));
    auto const revision = bring_to_head(options);
    fmt::print("{} tables dropped; empty, at revision {}\n", dropped.size(), revision);
    return 0;
}

} // namespace

void add_db_reset(command db)
{
    auto const yes = std::make_shared<bool>(false);
    db.add("reset", "Drop everything Prefect has in the database and create it anew; stop the servers first")
        .flag("--yes,-y", *yes, "Do not ask")
        .runs([yes](settings::values const& config) { return reset(config, *yes); });
}

} // namespace praetor::cli
