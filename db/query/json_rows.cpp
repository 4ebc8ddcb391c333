#include <db/query/json_rows.hpp>

namespace praetor::db::query {
namespace {

bool is_json(schema::column_base const& column)
{
    return column.type == schema::column_type::json || column.type == schema::column_type::jsonb;
}

} // namespace

void append_span(std::string& out, dialect kind, duration value)
{
    if (kind == dialect::sqlite)
        append_timestamp(out, kind, timestamp{value});
    else
        out += std::to_string(value.count()) + " microseconds";
}

// json, not jsonb, which would be made of the whole before it is taken apart.
sql given_rows(dialect kind, std::vector<schema::column_base> const& columns, argument rows)
{
    sql text;
    if (kind == dialect::sqlite) {
        text << "json_each(" << arg(std::move(rows)) << ") AS given";
        return text;
    }
    text << "json_to_recordset(" << arg(std::move(rows)) << ") AS given(";
    for (auto const& one : columns)
        text << (&one == &columns.front() ? "" : ", ") << schema::quoted(one.name) << " "
             << schema::type_text(kind, one);
    text << ")";
    return text;
}

sql given_text(dialect kind, schema::column_base const& column)
{
    sql text{"given."};
    if (kind == dialect::sqlite)
        text << "value " << (is_json(column) ? "->" : "->>") << " '" << column.name << "'";
    else
        text << schema::quoted(column.name);
    return text;
}

} // namespace praetor::db::query
