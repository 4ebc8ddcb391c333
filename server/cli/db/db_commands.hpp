// praetor db …: the words of the command line, one function a group, each in a file of its own.
#pragma once

#include <server/cli/command.hpp>

namespace praetor::cli {

// Every group. A new one is declared here, added in db_commands.cpp and written in db_<group>_commands.cpp.
void add_db_commands(command db);

// init, upgrade, downgrade, stamp
void add_db_migrate_commands(command db);
// current, history, heads, check, revision
void add_db_revision_commands(command db);
// introspect, diff
void add_db_schema_commands(command db);
// wait
void add_db_wait_command(command db);
// What works on the content of the database: each adds one command of its name, db_<command>.cpp.
void add_db_copy(command db);
void add_db_backup(command db);
void add_db_seed(command db);
void add_db_shell(command db);
void add_db_reset(command db);
void add_db_vacuum(command db);
void add_db_partition(command db);
// health
void add_db_health_command(command db);

} // namespace praetor::cli
