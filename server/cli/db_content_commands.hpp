// praetor db …: what works on the content of a database, one command a file.
#pragma once

#include <server/cli/db_commands.hpp>

namespace praetor::cli {

// Each adds one command of its name.
void add_db_copy(command db);
void add_db_backup(command db);
void add_db_seed(command db);
void add_db_shell(command db);
void add_db_reset(command db);
void add_db_vacuum(command db);

} // namespace praetor::cli
