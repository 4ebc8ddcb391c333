// The tables that are praetor's alone, called praetor_…: no revision of Prefect's chain knows them, Prefect ignores
// them, and the comparison of schemas leaves them out.
#pragma once

#include <db/database.hpp>

namespace praetor::db {

// Makes those that are not there; many servers may try at once. Where all are there, no right to make tables is needed.
task<void> make_own_tables(database& store);

// Whether all of them are there.
task<bool> has_own_tables(connection& conn);

} // namespace praetor::db
