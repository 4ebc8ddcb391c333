// The half of introspect() that reads PostgreSQL's catalogs.
#pragma once

#include <db/connection.hpp>
#include <db/schema/definition.hpp>

namespace praetor::db::schema {

task<schema_definition> introspect_postgresql(connection& conn);

} // namespace praetor::db::schema
