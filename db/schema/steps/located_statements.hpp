// The statements of a migration, run one after another, so that a failure is laid to one of them.
#pragma once

#include <db/connection.hpp>
#include <db/schema/migration.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace praetor::db {

// Errors: those of the statement, with its file and line in front of their words and `afterwards` behind them, which
// says how the database stands then.
// Runs them in the transaction of `conn`.
task<void> run_statements(connection& conn, std::string file, migration_script script, std::string afterwards);

// Runs each for itself, for at most `limit` (zero: as long as it wants), as run_alone() does.
task<void> run_statements_alone(connection& conn, std::string file, migration_script script, std::string afterwards,
                                std::chrono::milliseconds limit);

} // namespace praetor::db
