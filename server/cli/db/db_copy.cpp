// praetor db copy FROM TO
#include <server/app/open_database.hpp>
#include <server/cli/db/db_commands.hpp>
#include <server/cli/progress.hpp>
#include <server/cli/with_database.hpp>

#include <server/base/error.hpp>

#include <db/bulk/copy.hpp>

#include <fmt/format.h>

#include <memory>

namespace praetor::cli {
namespace {

struct ends
{
    std::string from, to;
};

int copy(settings::values const& config, ends const& given)
{
    auto from = app::database_options(config, given.from);
    auto to = app::database_options(config, given.to);
    if (from.dialect == to.dialect && from.path == to.path && from.conninfo == to.conninfo &&
        from.search_path == to.search_path)
        throw error{errc::bad_setting, "the two URLs name the same database"};
    from.must_exist = true;
    auto const source = db::bulk::open_session(from);
    bring_to_head(to);
    auto const target = db::bulk::open_session(to);
    progress line;
    auto const copied = db::bulk::copy_tables(
        *source, *target, [&](std::string_view what, std::int64_t done, std::int64_t of) { line.say(what, done, of); });
    line.say("statistics", 0);
    target->run("ANALYZE");
    line.end();
    std::int64_t rows = 0;
    for (auto const& one : copied) {
        rows += one.written;
        if (one.read > 0)
            fmt::print("{:<32} {:>12} read {:>12} written\n", one.name, one.read, one.written);
    }
    fmt::print("{} rows of {} tables copied; the numbers agree\n", rows, copied.size());
    return 0;
}

} // namespace

void add_db_copy(command db)
{
    auto const given = std::make_shared<ends>();
    db.add("copy", "Copy the whole database FROM into the empty database TO, of either kind; stop the servers first")
        .option("FROM", given->from, "sqlite+aiosqlite:///… or postgresql+asyncpg://…", presence::required)
        .option("TO", given->to, "The same; empty, or with empty tables", presence::required)
        .runs([given](settings::values const& config) { return copy(config, *given); });
}

} // namespace praetor::cli
