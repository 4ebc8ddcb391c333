// A schema as CREATE statements.
#pragma once

#include <db/dialect.hpp>
#include <db/schema/definition.hpp>

#include <string>
#include <vector>

namespace praetor::db::schema {

// A column as it stands in CREATE TABLE and ADD COLUMN.
std::string column_text(dialect kind, column_definition const& column);

// `constraints` are written into the statement, so those that name tables yet to come must be left out.
std::string create_table(dialect kind, table_definition const& table,
                         std::vector<constraint_definition> const& constraints);

// CREATE TYPE; PostgreSQL alone has such.
std::string create_enumeration(enumeration_definition const& one);

// Statements that make everything, in an order in which they succeed. Without semicolons.
std::vector<std::string> create_schema(dialect kind, schema_definition const& all);

// The same as one script, a statement a line or more, each with its semicolon.
std::string create_script(dialect kind, schema_definition const& all);

} // namespace praetor::db::schema
