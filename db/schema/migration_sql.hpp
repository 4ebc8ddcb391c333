// Migrations as a script for psql or sqlite3, instead of running them.
#pragma once

#include <db/schema/migrate.hpp>
#include <db/schema/migration_chain.hpp>

#include <string>
#include <string_view>

namespace praetor::db {

// The script that leads a database from `from` to `to`, full ids of the chain or empty for the base: each migration a
// transaction with its stamp, but for indexes that are built or dropped concurrently, which come before theirs. For
// psql --set ON_ERROR_STOP=1, or sqlite3 -bail. Throws error{errc::bad_setting} where `to` does not lie that way.
std::string migration_sql(migration_chain const& chain, direction way, std::string_view from, std::string_view to);

} // namespace praetor::db
