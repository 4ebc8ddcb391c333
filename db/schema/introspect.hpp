// What a database says of its own tables.
#pragma once

#include <db/connection.hpp>
#include <db/schema/definition.hpp>

namespace praetor::db::schema {

// The tables of the current schema (PostgreSQL: the first of the search path), with enumerations, constraints and
// indexes, each list by name. alembic_version, SQLite's own tables and those called praetor_… are left out. PostgreSQL
// prints its texts canonically, SQLite gives them as somebody once typed them: compare() knows.
task<schema_definition> introspect(connection& conn);

} // namespace praetor::db::schema
