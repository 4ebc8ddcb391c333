// What a dialect makes of the question whether one JSON array contains another.
#pragma once

#include <db/grammar.hpp>

namespace praetor::db {

// Whether an array contains all that NULL has. SQLite looks for what is missing, and of NULL nothing is; PostgreSQL's
// `@>` gives NULL, which no condition takes for true. Any thread.
bool contains_null(grammar const& of);

} // namespace praetor::db
