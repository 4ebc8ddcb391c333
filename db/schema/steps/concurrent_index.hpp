// Indexes that PostgreSQL builds or drops while others write to the table: outside a transaction, so that what is
// interrupted leaves an index that is not valid.
#pragma once

#include <db/database.hpp>
#include <db/schema/migration.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::db {

struct concurrent_index
{
    std::string name;
    std::string table;
};

// What the line "-- concurrently: <index> on <table>" of a script names; nothing where it has none.
std::optional<concurrent_index> concurrent_index_of(std::string_view script);

// Whether somebody builds an index of the table at this moment: the server goes on for a client that was killed.
task<bool> is_index_being_built(connection& conn, concurrent_index which);

// Waits until nobody does. Called with no transaction open, for the build may wait for those that are.
task<void> wait_for_builders(database& store, concurrent_index which);

// Runs the statements of `script`, one after another on a connection of its own, each for at most `limit`. Before them
// it drops what others left of this index; nobody builds one of the table. Errors: those of the statements with their
// place in `file`, and error{errc::database} where the index is not valid afterwards; the next call begins anew.
task<void> run_concurrently(database& store, std::string file, migration_script script, concurrent_index which,
                            std::chrono::milliseconds limit);

// For a printed script: drops what an interrupted build of the index left, holding the table for that moment.
std::string drop_unusable_script(concurrent_index const& which);

} // namespace praetor::db
