// Brings a database to the schema of this program, and says where it stands.
#pragma once

#include <db/database.hpp>

#include <string>

namespace praetor::db {

// The revision a database is stamped with; empty where it has no table at all. error{errc::conflict} where it has
// tables and no stamp: then it is not a Prefect database, and nothing touches it.
task<std::string> current_revision(database& store);

// Creates the tables of an empty database in one transaction; a database at the head stays as it is. Many processes may
// try at once: one creates, the others wait and find it done. error{errc::conflict}, with the way out in its words, for
// a database that is not Prefect's or stands at another revision. Gives the revision.
task<std::string> upgrade(database& store);

} // namespace praetor::db
