#include <server/cli/db/db_commands.hpp>

namespace praetor::cli {

void add_db_commands(command db)
{
    add_db_migrate_commands(db);
    add_db_revision_commands(db);
    add_db_schema_commands(db);
    add_db_wait_command(db);
    add_db_copy(db);
    add_db_backup(db);
    add_db_seed(db);
    add_db_shell(db);
    add_db_reset(db);
    add_db_vacuum(db);
    add_db_partition(db);
    add_db_health_command(db);
}

} // namespace praetor::cli
