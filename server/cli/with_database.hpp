// A database for the time of one command.
#pragma once

#include <server/cli/command.hpp>
#include <server/settings/values.hpp>

#include <db/database.hpp>
#include <db/options.hpp>

#include <functional>
#include <string>

namespace praetor::cli {

// Opens the database, runs the task that `work` gives, closes the database. Gives the task's exit status, or 1 where
// something was thrown, which is printed to stderr; 2 for errc::bad_setting. `work` is a plain function or a lambda
// that is no coroutine itself; what it refers to outlives the call.
int with_database(db::options how, std::function<task<int>(db::database&)> const& work);

// The same, but throws what was thrown.
int run_with_database(db::options how, std::function<task<int>(db::database&)> const& work);

// As with_database, for the database of the settings, which must be there: no SQLite file is made.
int with_existing_database(settings::values const& config, std::function<task<int>(db::database&)> const& work);

// The action of a command that works on the database of the settings, which must be there.
action_with_settings on_existing_database(std::function<task<int>(db::database&)> work);

// Brings the database to the newest revision, for a command that then works on its content; makes the tables of an
// empty one. Blocks. Throws as db::upgrade. Gives the revision.
std::string bring_to_head(db::options how);

} // namespace praetor::cli
