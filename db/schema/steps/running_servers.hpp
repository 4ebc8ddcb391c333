// Migrations beside servers that run: those of an older version go on beside one that only adds to the schema, and have
// to be stopped before any other.
#pragma once

#include <db/database.hpp>

#include <string_view>

namespace praetor::db {

// Whether servers that know nothing of what `script` makes work on it as before: it makes tables, columns that may be
// left out, values of enumerations, and indexes that refuse nothing, or drops indexes. What it does not know it takes
// for more than that.
bool only_adds(std::string_view script);

// Whether praetor's servers are listed that still run (models/streams): those of a database that crashed are for a
// minute.
task<bool> are_servers_running(connection& conn);

} // namespace praetor::db
