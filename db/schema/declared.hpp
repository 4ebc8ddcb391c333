// The declared tables as a schema in the words of a dialect.
#pragma once

#include <db/dialect.hpp>
#include <db/schema/definition.hpp>

namespace praetor::db::schema {

// Every table of tables.hpp. Expressions are as declared, not as the database would print them: compare what a database
// says only with what another one says (shadow.hpp).
schema_definition declared(dialect kind);

} // namespace praetor::db::schema
