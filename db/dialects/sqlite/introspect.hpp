// The half of introspect() that reads sqlite_master and its pragmas.
#pragma once

#include <db/connection.hpp>
#include <db/schema/definition.hpp>

#include <string_view>
#include <vector>

namespace praetor::db::sqlite {

// Reads the schema of the connection's database, without alembic_version and praetor_… tables.
task<schema::schema_definition> introspect(connection& conn);

// The named and unnamed constraints in the body of a CREATE TABLE, in the order of the text. SQLite keeps nothing of
// them but that text.
std::vector<schema::constraint_definition> constraints_of(std::string_view create_table);

} // namespace praetor::db::sqlite
