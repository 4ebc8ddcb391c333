#include <db/dialects/postgresql/alter.hpp>
#include <db/dialects/sqlite/alter.hpp>
#include <db/schema/alter.hpp>

namespace praetor::db::schema {

std::string alter_script(dialect kind, schema_definition const& from, schema_definition const& to)
{
    return kind == dialect::postgresql ? alter_postgresql(from, to) : alter_sqlite(from, to);
}

} // namespace praetor::db::schema
