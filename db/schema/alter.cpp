#include <db/schema/alter.hpp>
#include <db/schema/alter_postgresql.hpp>
#include <db/schema/alter_sqlite.hpp>

namespace praetor::db::schema {

std::string alter_script(dialect kind, schema_definition const& from, schema_definition const& to)
{
    return kind == dialect::postgresql ? alter_postgresql(from, to) : alter_sqlite(from, to);
}

} // namespace praetor::db::schema
