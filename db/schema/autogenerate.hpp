// The migration that brings a database to the declaration, and back.
#pragma once

#include <db/database.hpp>
#include <db/schema/migration_chain.hpp>
#include <db/schema/new_migration.hpp>

namespace praetor::db {

// What `store` lacks of the declared tables, in the words of its dialect: up makes it what is declared, down what it is
// now. Both are empty where nothing differs. What only a person can know is marked "-- LOOK:". Changes nothing.
task<new_migration> autogenerate(database& store);

// The same for SQLite's migrations themselves: from what `chain` makes of an empty database, in memory.
task<new_migration> autogenerate_from(migration_chain const& chain);

} // namespace praetor::db
