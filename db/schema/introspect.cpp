#include <db/schema/introspect.hpp>
#include <db/schema/introspect_postgresql.hpp>
#include <db/schema/introspect_sqlite.hpp>

namespace praetor::db::schema {

task<schema_definition> introspect(connection& conn)
{
    return conn.kind() == dialect::postgresql ? introspect_postgresql(conn) : introspect_sqlite(conn);
}

} // namespace praetor::db::schema
