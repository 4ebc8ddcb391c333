// praetor db …: what works on the content of a database, one command a file.
#pragma once

#include <server/cli/db_commands.hpp>

namespace praetor::cli {

// Each adds one command of its name.
void add_db_copy(CLI::App& db, choose_command const& choose);
void add_db_backup(CLI::App& db, choose_command const& choose);
void add_db_seed(CLI::App& db, choose_command const& choose);
void add_db_shell(CLI::App& db, choose_command const& choose);
void add_db_reset(CLI::App& db, choose_command const& choose);
void add_db_vacuum(CLI::App& db, choose_command const& choose);

} // namespace praetor::cli
