// One migration, with the stamp that says where it led.
#pragma once

#include <db/connection.hpp>
#include <db/schema/migrate.hpp>
#include <db/schema/steps/concurrent_index.hpp>

#include <optional>
#include <string>

namespace praetor::db {

// Where a migration has led; `moved` is false where there was nothing to do, or nothing could be done yet.
struct migration_step
{
    std::string from;
    std::string to;
    std::string slug;
    bool moved = false;
    std::optional<concurrent_index> awaited; // others build an index of its table, and have to be waited for first
    std::string stopped_for;                 // the migration that servers have to be stopped for first; its file
};

// Inside a transaction of `store` that holds the migration lock: looks where the database stands and takes one step
// towards `target`, in this transaction; one that builds or drops an index concurrently beside it, on another
// connection of `store`, and only the stamp in it. `limit` is for each statement, zero is none. Errors: as db::migrate.
// `store` and `chain` live until the task is done.
task<migration_step> take_step(connection& conn, database* store, migration_chain const* chain, direction way,
                               std::string target, std::chrono::milliseconds limit);

} // namespace praetor::db
