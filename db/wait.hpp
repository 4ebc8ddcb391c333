// Waiting for a database that is still coming up.
#pragma once

#include <db/database.hpp>

#include <chrono>

namespace praetor::db {

// Returns as soon as the database answers. Asks once a second for `response_timeout`, at least once; then throws what
// the last try came to, error{errc::unavailable} or errc::timeout. Says in the log, once, that it waits and for what.
// Cancellation ends it with operation_aborted. Called on the database's home; the database must outlive it.
task<void> wait_until_it_answers(database& store, std::chrono::milliseconds response_timeout);

} // namespace praetor::db
