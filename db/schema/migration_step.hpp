// One migration in one transaction.
#pragma once

#include <db/connection.hpp>
#include <db/schema/migrate.hpp>

#include <string>

namespace praetor::db {

// The script that keeps others from migrating until the transaction ends; its number only has to be the same in every
// praetor. SQLite's writer has the file for itself.
inline constexpr per_dialect<std::string_view> migration_lock{"SELECT pg_advisory_xact_lock(7241990532218844929);\n",
                                                              ""};

// Where a migration has led; `moved` is false where there was nothing to do.
struct migration_step
{
    std::string from;
    std::string to;
    std::string slug;
    bool moved = false;
};

// Waits for the lock, looks where the database stands and takes one step towards `target`. Errors: as db::migrate.
// `chain` is only read, and lives until the task is done.
task<migration_step> take_step(connection& conn, migration_chain const* chain, direction way, std::string target,
                               std::chrono::milliseconds timeout);

} // namespace praetor::db
