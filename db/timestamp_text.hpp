// The text of a point in time as each dialect keeps it.
#pragma once

#include <server/base/timestamp.hpp>

#include <db/dialect.hpp>

#include <string>

namespace praetor::db {

// Without quotes; UTC. The reference's driver (asyncpg) keeps min_timestamp and max_timestamp in PostgreSQL as -infinity and
// infinity, and reads those as them.
void append_timestamp(std::string& out, dialect kind, timestamp when);

} // namespace praetor::db
