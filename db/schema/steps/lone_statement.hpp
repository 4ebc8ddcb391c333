// A statement that no transaction may hold, such as CREATE INDEX CONCURRENTLY.
#pragma once

#include <db/connection.hpp>

#include <chrono>
#include <string>

namespace praetor::db {

// Runs it on the connection of a read (database::read), which is in no transaction, for at most `limit`; zero: as long
// as it wants. Behind a pooler, which may give each statement to another server process, the server's own limit holds
// instead. Errors as those of other statements.
task<void> run_alone(connection& conn, std::string statement, std::chrono::milliseconds limit);

} // namespace praetor::db
