#include <db/schema/definition.hpp>
#include <db/schema/names.hpp>

#include <algorithm>

namespace praetor::db::schema {

bool constraint_definition::is_foreign_key() const
{
    return canonical(text).starts_with("foreign key");
}

table_definition const* schema_definition::find(std::string_view table) const
{
    auto const found = std::ranges::find(tables, table, &table_definition::name);
    return found == tables.end() ? nullptr : &*found;
}

} // namespace praetor::db::schema
