// The half of introspect() that reads PostgreSQL's catalogs.
#pragma once

#include <db/connection.hpp>
#include <db/schema/definition.hpp>

namespace praetor::db::postgresql {

task<schema::schema_definition> introspect(db::connection& conn);

} // namespace praetor::db::postgresql
