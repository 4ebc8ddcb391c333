#include <db/dialects/postgresql/introspect.hpp>
#include <db/dialects/sqlite/introspect.hpp>
#include <db/schema/introspect.hpp>

namespace praetor::db::schema {

task<schema_definition> introspect(connection& conn)
{
    return conn.kind() == dialect::postgresql ? introspect_postgresql(conn) : introspect_sqlite(conn);
}

} // namespace praetor::db::schema
