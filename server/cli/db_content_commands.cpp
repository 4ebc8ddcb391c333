#include <server/cli/db_content_commands.hpp>

namespace praetor::cli {

void add_db_content_commands(command db)
{
    add_db_copy(db);
    add_db_backup(db);
    add_db_seed(db);
    add_db_shell(db);
    add_db_reset(db);
    add_db_vacuum(db);
}

} // namespace praetor::cli
