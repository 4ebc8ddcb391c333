#include <server/cli/db_content_commands.hpp>

namespace praetor::cli {

void add_db_content_commands(CLI::App& db, choose_command const& choose)
{
    add_db_copy(db, choose);
    add_db_backup(db, choose);
    add_db_seed(db, choose);
    add_db_shell(db, choose);
    add_db_reset(db, choose);
    add_db_vacuum(db, choose);
}

} // namespace praetor::cli
