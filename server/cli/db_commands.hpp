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
// copy, backup, seed, shell, reset, vacuum: each a file of its own, db_content_commands.hpp
void add_db_content_commands(command db);
// health
void add_db_health_command(command db);

} // namespace praetor::cli
