// alter_script() for PostgreSQL.
#pragma once

#include <db/schema/definition.hpp>

#include <string>

namespace praetor::db::schema {

std::string alter_postgresql(schema_definition const& from, schema_definition const& to);

} // namespace praetor::db::schema
