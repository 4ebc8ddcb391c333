// praetor db current, history, heads, check, revision: what tells of revisions, and makes new ones.
#include <server/app/open_database.hpp>
#include <server/cli/db/db_commands.hpp>
#include <server/cli/db/db_differences.hpp>
#include <server/cli/named_chain.hpp>
#include <server/cli/with_database.hpp>

#include <db/schema/autogenerate.hpp>
#include <db/schema/migrate.hpp>
#include <db/schema/new_migration.hpp>

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <ranges>

namespace praetor::cli {
namespace {

// "(head)" behind the newest, as Alembic says it.
std::string with_head(db::migration_chain const& chain, std::string const& revision)
{
    return shown(revision) + (revision == chain.head() ? " (head)" : "");
}

void print_fully(db::migration_chain const& chain, db::migration const& one)
{
    fmt::print("Rev: {}\nParent: {}\nPath: migrations/{}/{}\n\n    {}\n\n", with_head(chain, one.revision),
               shown(one.parent), db::folder_of(chain.kind()), one.file, one.description);
}

task<int> print_current(db::database& store, bool verbose)
{
    auto const& chain = db::migration_chain::embedded(store.kind());
    auto const stands = co_await db::current_revision(store);
    auto const place = chain.find(stands);
    if (stands.empty())
        fmt::print("base (the database is empty)\n");
    else if (!place)
        fmt::print("{} (not known to this praetor)\n", stands);
    else if (verbose)
        print_fully(chain, chain.all()[*place - 1]);
    else
        fmt::print("{}\n", with_head(chain, stands));
    co_return 0;
}

task<int> check_head(db::database& store)
{
    auto const& chain = db::migration_chain::embedded(store.kind());
    auto const stands = co_await db::current_revision(store);
    if (stands != chain.head()) {
        fmt::print("at revision {}; the head is {}\n", shown(stands), chain.head());
        co_return 1;
    }
    fmt::print("at revision {}\n", with_head(chain, stands));
    auto const status = co_await print_differences(store, true);
    co_return status;
}

int print_history(settings::values const& config, std::string const& directory, bool verbose)
{
    auto const chain = named_chain(directory, app::database_options(config).dialect);
    for (auto one = chain.all().rbegin(); one != chain.all().rend(); ++one) {
        if (verbose)
            print_fully(chain, *one);
        else
            fmt::print("{} -> {}, {}\n", shown(one->parent), with_head(chain, one->revision),
                       one->description.empty() ? one->slug : one->description);
    }
    return 0;
}

int print_heads(settings::values const& config, std::string const& directory)
{
    auto const chain = named_chain(directory, app::database_options(config).dialect);
    fmt::print("{}\n", with_head(chain, chain.head()));
    return 0;
}

int write_revision(std::string const& directory, std::string const& message)
{
    auto const revision = db::random_revision();
    std::vector<db::new_migration> parts;
    for (auto const dialect : db::all_dialects | std::views::reverse)
        parts.push_back({dialect, "", ""});
    auto const files = db::write_migration(directory, message, revision, parts);
    for (auto const& file : files)
        fmt::print("{}\n", file.string());
    fmt::print("Prefect does not know revision {}: its own server refuses a database that stands there.\n", revision);
    return 0;
}

// The part of another dialect than the database's: SQLite's can always be had from its migrations, others from a
// database alone.
task<std::optional<db::new_migration>> generate_other(db::dialect dialect, std::string directory)
{
    switch (dialect) {
    case db::dialect::postgresql:
        co_return std::nullopt;
    case db::dialect::sqlite:
        break;
    }
    auto const chain = db::migration_chain::read(directory, dialect);
    auto made = co_await db::autogenerate_from(chain);
    co_return made;
}

task<int> write_generated(db::database& store, std::string directory, std::string message)
{
    std::vector<db::new_migration> parts;
    auto own = co_await db::autogenerate(store);
    bool differs = !own.up.empty();
    parts.push_back(std::move(own));
    for (auto const dialect : db::all_dialects) {
        if (dialect == store.kind())
            continue;
        auto const other = co_await generate_other(dialect, directory);
        differs = differs || (other && !other->up.empty());
        parts.push_back(other.value_or(db::new_migration{
            dialect,
            fmt::format("-- LOOK: run this on a database of {} to have it written", db::dialect_names[dialect]),
            {}}));
    }
    if (!differs) {
        fmt::print("nothing differs; no file was written\n");
        co_return 0;
    }
    for (auto const& file : db::write_migration(directory, message, db::random_revision(), parts))
        fmt::print("{}\n", file.string());
    fmt::print("Look at them before they run: what a program can not know is marked \"-- LOOK:\".\n");
    co_return 0;
}

} // namespace

void add_db_revision_commands(command db)
{
    auto const verbose = std::make_shared<bool>(false);
    auto const directory = std::make_shared<std::string>();
    auto const message = std::make_shared<std::string>();
    auto const generate = std::make_shared<bool>(false);
    auto const directory_help =
        "Migrations in <directory>/sqlite and <directory>/postgresql instead of the program's own";

    db.add("current", "Print the revision the database stands at")
        .flag("--verbose,-v", *verbose, "With its parent, its file and what it is for")
        .runs(on_existing_database([verbose](db::database& store) { return print_current(store, *verbose); }));

    db.add("history", "List the revisions this program knows, newest first")
        .flag("--verbose,-v", *verbose, "With their files")
        .option("--directory", *directory, directory_help)
        .runs([=](settings::values const& config) { return print_history(config, *directory, *verbose); });

    db.add("heads", "Print the newest revision this program knows")
        .option("--directory", *directory, directory_help)
        .runs([=](settings::values const& config) { return print_heads(config, *directory); });

    db.add("check", "Exit 1 where the database is not at the newest revision, or differs from it")
        .runs(on_existing_database(check_head));

    db.add("revision", "Write the files of a new migration, one for each dialect")
        .option("--message,-m", *message, "What it is for, in one line", presence::required)
        .option("--directory", *directory, directory_help)
        .flag("--autogenerate", *generate, "With the statements by which the database differs from the program")
        .runs([=](settings::values const& config) {
            auto const folder = directory->empty() ? std::string{"migrations"} : *directory;
            if (!*generate)
                return write_revision(folder, *message);
            return with_existing_database(
                config, [=](db::database& store) { return write_generated(store, folder, *message); });
        });
}

} // namespace praetor::cli
