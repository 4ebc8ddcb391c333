#include <db/schema/definition.hpp>
#include <db/schema/names.hpp>

#include <server/base/json/codec_impl.hpp>

#include <algorithm>

PRAETOR_JSON_CODEC(praetor::db::schema::column_definition)
PRAETOR_JSON_CODEC(praetor::db::schema::constraint_definition)
PRAETOR_JSON_CODEC(praetor::db::schema::index_definition)
PRAETOR_JSON_CODEC(praetor::db::schema::table_definition)
PRAETOR_JSON_CODEC(praetor::db::schema::enumeration_definition)
PRAETOR_JSON_CODEC(praetor::db::schema::schema_definition)

namespace praetor::db::schema {

bool constraint_definition::is_foreign_key() const
{
    return canonical(text).starts_with("foreign key");
}

column_definition const* table_definition::find_column(std::string_view wanted) const
{
    auto const found = std::ranges::find(columns, wanted, &column_definition::name);
    return found == columns.end() ? nullptr : &*found;
}

table_definition const* schema_definition::find(std::string_view table) const
{
    auto const found = std::ranges::find(tables, table, &table_definition::name);
    return found == tables.end() ? nullptr : &*found;
}

} // namespace praetor::db::schema
