// alter_script() for SQLite.
#pragma once

#include <db/schema/definition.hpp>

#include <string>

namespace praetor::db::schema {

std::string alter_sqlite(schema_definition const& from, schema_definition const& to);

} // namespace praetor::db::schema
