// The declared tables as a schema in the words of a dialect.
#pragma once

#include <db/dialect.hpp>
#include <db/schema/column.hpp>
#include <db/schema/definition.hpp>

#include <string>

namespace praetor::db::schema {

// Every table of tables.hpp. Expressions are as declared, not as the database would print them: compare what a database
// says only with what another one says (shadow.hpp).
schema_definition declared(dialect kind);

// The type of a column in the dialect's words.
std::string type_text(dialect kind, column_base const& column);

} // namespace praetor::db::schema
