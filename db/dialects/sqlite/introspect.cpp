// SQLite documentation: "The Schema Table", "PRAGMA table_xinfo", "PRAGMA index_list".
#include <db/dialects/sqlite/introspect.hpp>
#include <db/schema/names.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>

namespace praetor::db::sqlite {

using namespace schema;

namespace {

struct table_row
{
    std::string name;
    std::string sql;
};
BOOST_DESCRIBE_STRUCT(table_row, (), (name, sql))

struct column_row
{
    std::string name;
    std::string type;
    bool required = false;
    std::optional<std::string> initially;
};
BOOST_DESCRIBE_STRUCT(column_row, (), (name, type, required, initially))

// The parts of `text` between commas that stand in no bracket and no literal.
std::vector<std::string_view> parts_of(std::string_view text)
{
    std::vector<std::string_view> parts;
    int depth = 0;
    bool literal = false;
    std::size_t start = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\'')
            literal = !literal;
        if (literal)
            continue;
        depth += (text[at] == '(') - (text[at] == ')');
        if (text[at] == ',' && depth == 0) {
            parts.push_back(text.substr(start, at - start));
            start = at + 1;
        }
    }
    parts.push_back(text.substr(start));
    return parts;
}

} // namespace

std::vector<constraint_definition> constraints_of(std::string_view create_table)
{
    auto const first = create_table.find('(');
    auto const last = create_table.rfind(')');
    std::vector<constraint_definition> found;
    if (first == std::string_view::npos || last <= first)
        return found;
    for (auto const part : parts_of(create_table.substr(first + 1, last - first - 1))) {
        auto text = trimmed(part);
        constraint_definition one;
        if (canonical(text).starts_with("constraint ")) {
            text = trimmed(text.substr(std::string_view{"constraint"}.size()));
            auto const end = std::min(text.find_first_of(" \t\r\n"), text.size());
            one.name = canonical(text.substr(0, end));
            text = trimmed(text.substr(end));
        }
        auto const plain = canonical(text);
        for (std::string_view const word : {"primary key(", "unique(", "foreign key(", "check("})
            if (plain.starts_with(word)) {
                one.text = text;
                found.push_back(std::move(one));
                break;
            }
    }
    std::ranges::sort(found, {}, [](auto const& one) { return std::pair{one.name, one.text}; });
    return found;
}

task<schema_definition> introspect(connection& conn)
{
    schema_definition all;
    auto const tables = co_await conn.rows<table_row>(
        sql{"SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
            "AND name NOT LIKE 'praetor\\_%' ESCAPE '\\' AND name <> 'alembic_version' ORDER BY name"});
    for (auto const& table : tables) {
        table_definition made{table.name, {}, constraints_of(table.sql), {}};
        auto columns = co_await conn.rows<column_row>(
            sql{"SELECT name, type, \"notnull\" AS required, dflt_value AS initially FROM pragma_table_xinfo($1) "
                "ORDER BY cid",
                table.name});
        for (auto& row : columns) {
            if (row.initially)
                row.initially = std::string{without_brackets(*row.initially)};
            made.columns.push_back({std::move(row.name), std::move(row.type), !row.required, std::move(row.initially)});
        }
        auto const indexes = co_await conn.rows<table_row>(
            sql{"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL "
                "ORDER BY name",
                table.name});
        for (auto const& index : indexes)
            made.indexes.push_back({index.name, index.sql});
        all.tables.push_back(std::move(made));
    }
    co_return all;
}

} // namespace praetor::db::sqlite
