// praetor db init, upgrade, downgrade, stamp: what changes a database.
#include <server/app/migration_options.hpp>
#include <server/app/open_database.hpp>
#include <server/cli/confirmation.hpp>
#include <server/cli/db/db_commands.hpp>
#include <server/cli/named_chain.hpp>
#include <server/cli/with_database.hpp>

#include <server/base/error.hpp>

#include <db/schema/migrate.hpp>
#include <db/schema/migration_sql.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace praetor::cli {
namespace {

// What stands on the command line.
struct wanted_migration
{
    db::direction way = db::direction::up;
    std::string revision;
    std::string directory;
    bool as_sql = false;
    bool yes = false;
};

void print_step(std::string const& from, std::string const& to, std::string const& slug)
{
    fmt::print("{} -> {}  {}\n", shown(from), shown(to), slug);
    std::fflush(stdout); // each line when it is true
}

bool may_go_down(db::migration_chain const& chain, std::string const& from, std::string const& to)
{
    auto lost = fmt::format("From {} down to {} these are taken back, and what only they have room for is lost:\n",
                            shown(from), shown(to));
    for (auto at = chain.find(from).value_or(0); at > chain.find(to).value_or(0); --at) {
        auto const& one = chain.all()[at - 1];
        lost += fmt::format("  {}  {}\n", one.revision, one.description.empty() ? one.slug : one.description);
    }
    return confirmed(lost, "Go down?");
}

task<int> migrate_there(db::database& store, wanted_migration wanted, db::migrate_options how)
{
    auto const chain = named_chain(wanted.directory, store.kind());
    auto const stands = co_await db::current_revision(store);
    auto const target = chain.resolve(wanted.revision, stands);
    auto const here = chain.find(stands);
    auto const there = *chain.find(target);
    bool const up = wanted.way == db::direction::up;
    if (here && (up ? *here > there : *here < there))
        throw error{errc::bad_setting,
                    fmt::format("the database stands at {}, and {} lies {} from there: see praetor db {}",
                                shown(stands), shown(target), up ? "down" : "up", up ? "downgrade" : "upgrade")};
    if (!up && here && *here > there && !wanted.yes && !may_go_down(chain, stands, target))
        co_return 1;
    how.on_step = print_step;
    auto const reached = co_await db::migrate(store, chain, wanted.way, target, std::move(how));
    fmt::print("at revision {}\n", shown(reached));
    co_return 0;
}

task<int> keep_revision(db::database& store, std::string* into)
{
    *into = co_await db::current_revision(store);
    co_return 0;
}

// Where the database stands, without making a file that is not there.
std::string revision_on_disk(db::options how)
{
    if (!db::may_exist(how))
        return {};
    how.must_exist = true;
    std::string stands;
    int const status =
        with_database(std::move(how), [&](db::database& store) { return keep_revision(store, &stands); });
    if (status != 0)
        throw error{errc::unavailable, "to print a script without asking the database, name both ends: FROM:TO"};
    return stands;
}

// "FROM:TO", or one revision, seen from where the database stands.
int print_sql(settings::values const& config, wanted_migration const& wanted)
{
    auto const how = app::database_options(config);
    auto const chain = named_chain(wanted.directory, how.dialect);
    auto const colon = wanted.revision.find(':');
    auto const from =
        colon == std::string::npos ? revision_on_disk(how) : chain.resolve(wanted.revision.substr(0, colon), {});
    if (!chain.find(from))
        throw error{errc::conflict, "the database stands at revision " + from + ", which is not known here"};
    auto const to =
        chain.resolve(colon == std::string::npos ? wanted.revision : wanted.revision.substr(colon + 1), from);
    fmt::print("{}", db::migration_sql(chain, wanted.way, from, to));
    return 0;
}

int migrate(settings::values const& config, wanted_migration const& wanted)
{
    if (wanted.as_sql)
        return print_sql(config, wanted);
    auto const how = app::migration_options(config);
    auto options = app::database_options(config);
    options.must_exist = wanted.way == db::direction::down;
    return with_database(std::move(options), [&](db::database& store) { return migrate_there(store, wanted, how); });
}

task<int> create_tables(db::database& store, db::migrate_options how)
{
    auto const stands = co_await db::current_revision(store);
    if (!stands.empty()) {
        bool const newest = stands == db::head_of(store.kind());
        fmt::print(stderr, "praetor: the database has its tables already, at revision {}{}\n", stands,
                   newest ? "" : "; praetor db upgrade brings it to the newest");
        co_return newest ? 0 : 1;
    }
    auto const reached = co_await db::upgrade(store, std::move(how));
    fmt::print("at revision {}\n", reached);
    co_return 0;
}

task<int> stamp_there(db::database& store, std::string name)
{
    auto const& chain = db::migration_chain::embedded(store.kind());
    auto const revision = chain.resolve(name, {});
    co_await db::stamp(store, revision);
    fmt::print("stamped {}; no table was changed\n", shown(revision));
    co_return 0;
}

void add_move(command db, db::direction way)
{
    bool const up = way == db::direction::up;
    auto const wanted = std::make_shared<wanted_migration>();
    wanted->way = way;
    wanted->revision = up ? "head" : "-1";
    auto added =
        db.add(up ? "upgrade" : "downgrade",
               up ? "Bring the database up to a revision, the newest by default; makes the tables of an empty one"
                  : "Take the database down to a revision, by one by default; asks, for data may be lost");
    added
        .revision(wanted->revision,
                  up ? "An id or the beginning of one, +N from where the database stands, or head (default)"
                     : "An id or the beginning of one, -N from where the database stands (default -1), or base")
        .flag("--sql", wanted->as_sql,
              "Print a script instead, from where the database stands, or FROM:TO without asking it")
        .option("--directory", wanted->directory,
                "Migrations in <directory>/sqlite and <directory>/postgresql instead of the program's own");
    if (!up)
        added.flag("--yes,-y", wanted->yes, "Do not ask");
    added.runs([wanted](settings::values const& config) { return migrate(config, *wanted); });
}

} // namespace

void add_db_migrate_commands(command db)
{
    db.add("init", "Make the tables of an empty database").runs([](settings::values const& config) {
        return with_database(app::database_options(config),
                             [&](db::database& store) { return create_tables(store, app::migration_options(config)); });
    });
    add_move(db, db::direction::up);
    add_move(db, db::direction::down);

    auto const name = std::make_shared<std::string>();
    db.add("stamp", "Say that the database stands at a revision, and change nothing else")
        .option("revision", *name, "An id or the beginning of one, head or base", presence::required)
        .runs(on_existing_database([name](db::database& store) { return stamp_there(store, *name); }));
}

} // namespace praetor::cli
