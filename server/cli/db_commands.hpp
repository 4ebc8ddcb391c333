// praetor db …: the words of the command line, one function a group, each in a file of its own.
#pragma once

#include <server/settings/values.hpp>

#include <functional>

namespace CLI {
class App;
}

namespace praetor::cli {

// Takes what the command line asked for; it runs once the settings are read and gives the exit status.
using choose_command = std::function<void(std::function<int(settings::values const&)>)>;

// Every group. A new one is declared here, added in db_commands.cpp and written in db_<group>_commands.cpp.
void add_db_commands(CLI::App& db, choose_command const& choose);

// init, upgrade, downgrade, stamp
void add_db_migrate_commands(CLI::App& db, choose_command const& choose);
// current, history, heads, check, revision
void add_db_revision_commands(CLI::App& db, choose_command const& choose);
// introspect, diff
void add_db_schema_commands(CLI::App& db, choose_command const& choose);
// wait
void add_db_wait_command(CLI::App& db, choose_command const& choose);
// copy, backup, seed, shell, reset, vacuum: each a file of its own, db_content_commands.hpp
void add_db_content_commands(CLI::App& db, choose_command const& choose);
// health
void add_db_health_command(CLI::App& db, choose_command const& choose);

} // namespace praetor::cli
