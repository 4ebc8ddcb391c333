// Rows of concurrency limits as those need them who count slots: locked, and written back.
#pragma once

#include <models/limits/concurrency_limit.hpp>

#include <db/connection.hpp>

namespace praetor::models {

// The limits for which a condition holds, locked in the order of their ids, so that two requests never wait for each
// other.
db::sql select_limits(db::grammar const& grammar, db::sql const& condition);

// Writes what arithmetic changed.
void enqueue_counts(db::connection& conn, concurrency_limit const& limit);

} // namespace praetor::models
