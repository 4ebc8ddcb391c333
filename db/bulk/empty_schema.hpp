// Taking Prefect's tables out of a database.
#pragma once

#include <db/bulk/session.hpp>

namespace praetor::db::bulk {

// Drops every table, index and type of Prefect, of any of its 3.x revisions, and those called praetor_…, in one
// transaction. Gives the names of the tables. error{errc::conflict}, and nothing dropped, where a table stands in the
// schema that is neither, or there is no alembic_version: then it is somebody else's database, in part or as a whole.
std::vector<std::string> empty_schema(session& of);

} // namespace praetor::db::bulk
