// praetor db backup FILE
#include <server/app/open_database.hpp>
#include <server/cli/db/db_commands.hpp>
#include <server/cli/program.hpp>
#include <server/cli/progress.hpp>

#include <server/base/error.hpp>

#include <db/bulk/session.hpp>
#include <db/dialects/sqlite/backup.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::cli {
namespace {

struct wanted_backup
{
    std::string file;
    bool force = false;
};

// Until it is whole it has another name.
struct partial_file
{
    std::string path;
    ~partial_file()
    {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        std::filesystem::remove(path + "-journal", ignored);
    }
};

// A pattern that means this name alone.
std::string exactly(std::string_view name)
{
    std::string pattern{'"'};
    for (char const c : name) {
        pattern += c;
        if (c == '"')
            pattern += c;
    }
    return pattern + '"';
}

// Which tables are Prefect's: those of the schema that praetor works in. An extension that its indexes need goes along.
// "public" is in every new database and must not be created, as pg_dump would where it is asked for by name; the schema
// of that extension must.
void take_own_schema(db::options const& options, std::vector<std::string>& arguments)
{
    auto const session = db::bulk::open_session(options);
    auto const found = session->rows("SELECT current_schema()");
    if (found.front().front().empty())
        throw error{errc::conflict, "no schema of the search path is there for this role; there is no backup"};
    auto const& own = found.front().front();
    if (own != "public") {
        arguments.push_back("--schema=" + exactly(own));
        arguments.emplace_back("--extension=pg_trgm");
        return;
    }
    for (auto const& other : session->rows("SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname <> 'public' "
                                           "AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' "
                                           "AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE "
                                           "extname = 'pg_trgm' AND extnamespace = pg_namespace.oid)"))
        arguments.push_back("--exclude-schema=" + exactly(other.front()));
}

void dump(db::options const& options, std::string const& into, bool as_sql)
{
    auto called = postgresql_program("pg_dump", options);
    take_own_schema(options, called.arguments);
    called.arguments.push_back(as_sql ? "--format=plain" : "--format=custom");
    called.arguments.push_back("--file=" + into);
    if (auto const status = run_program(called); status != 0)
        throw error{errc::unavailable, fmt::format("pg_dump failed (exit status {}); there is no backup", status)};
}

int back_up(settings::values const& config, wanted_backup const& wanted)
{
    auto const options = app::database_options(config);
    std::filesystem::path const file{wanted.file};
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored) && !wanted.force)
        throw error{errc::conflict, wanted.file + " is there already; --force writes over it"};
    partial_file const partial{wanted.file + ".partial"};
    std::filesystem::remove(partial.path, ignored);
    switch (options.dialect) {
    case db::dialect::postgresql:
        dump(options, partial.path, file.extension() == ".sql");
        break;
    case db::dialect::sqlite:
        progress line;
        db::sqlite::back_up(options.path, partial.path,
                            [&](std::int64_t done, std::int64_t of) { line.say("pages", done, of); });
    }
    std::filesystem::rename(partial.path, file, ignored);
    if (ignored)
        throw error{errc::unavailable, "can not write " + wanted.file + ": " + ignored.message()};
    fmt::print("{}: {:.1f} MiB\n", wanted.file, static_cast<double>(std::filesystem::file_size(file)) / 1048576.0);
    return 0;
}

} // namespace

void add_db_backup(command db)
{
    auto const wanted = std::make_shared<wanted_backup>();
    db.add("backup", "Write the database as it is now into FILE, while servers run")
        .option("FILE", wanted->file,
                "SQLite: a database; PostgreSQL: for pg_restore, or for psql where the name ends in .sql",
                presence::required)
        .flag("--force", wanted->force, "Write over a file that is there")
        .runs([wanted](settings::values const& config) { return back_up(config, *wanted); });
}

} // namespace praetor::cli
