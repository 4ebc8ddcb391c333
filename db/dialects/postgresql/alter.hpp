// alter_script() for PostgreSQL.
#pragma once

#include <db/schema/definition.hpp>

#include <string>

namespace praetor::db::postgresql {

std::string alter_script(schema::schema_definition const& from, schema::schema_definition const& to);

} // namespace praetor::db::postgresql
