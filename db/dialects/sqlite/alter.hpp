// alter_script() for SQLite.
#pragma once

#include <db/schema/definition.hpp>

#include <string>

namespace praetor::db::sqlite {

std::string alter_script(schema::schema_definition const& from, schema::schema_definition const& to);

} // namespace praetor::db::sqlite
