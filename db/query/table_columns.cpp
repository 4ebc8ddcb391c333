#include <db/query/table_columns.hpp>

namespace praetor::db::query {

sql text_of(schema::column_base const& column)
{
    return sql{std::string{column.table} + "." + schema::quoted(column.name)};
}

void detail::add_column(sql& out, schema::column_base const& from, std::string_view name)
{
    add_column(out, text_of(from), name);
}

void detail::add_column(sql& out, sql const& from, std::string_view name)
{
    auto const quoted = schema::quoted(name);
    out << (out.text().empty() ? "" : ", ") << from;
    if (!from.text().ends_with('.' + quoted))
        out << " AS " << quoted;
}

} // namespace praetor::db::query
