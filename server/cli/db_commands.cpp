#include <server/cli/db_commands.hpp>

namespace praetor::cli {

void add_db_commands(CLI::App& db, choose_command const& choose)
{
    add_db_migrate_commands(db, choose);
    add_db_revision_commands(db, choose);
    add_db_schema_commands(db, choose);
    add_db_wait_command(db, choose);
    add_db_content_commands(db, choose);
    add_db_health_command(db, choose);
}

} // namespace praetor::cli
