// praetor db shell
#include <server/app/open_database.hpp>
#include <server/cli/db/db_commands.hpp>
#include <server/cli/program.hpp>

#include <memory>

namespace praetor::cli {
namespace {

program shell_of(db::options const& options)
{
    switch (options.dialect) {
    case db::dialect::postgresql:
        return postgresql_program("psql", options);
    case db::dialect::sqlite:
        break;
    }
    return {{"sqlite3", options.path}, {}};
}

int shell(settings::values const& config, std::vector<std::string> const& more)
{
    auto const options = app::database_options(config);
    auto called = shell_of(options);
    called.arguments.insert(called.arguments.end(), more.begin(), more.end());
    become(called);
}

} // namespace

void add_db_shell(command db)
{
    auto const more = std::make_shared<std::vector<std::string>>();
    db.add("shell", "Open psql or sqlite3 on the database; arguments behind -- are theirs")
        .option("arguments", *more, "For psql or sqlite3, behind --")
        .runs([more](settings::values const& config) { return shell(config, *more); });
}

} // namespace praetor::cli
