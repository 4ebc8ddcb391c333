// PostgreSQL manual, chapter 53 (system catalogs) and 9.26 (pg_get_… functions), which print expressions canonically.
#include <db/dialects/postgresql/introspect.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>

namespace praetor::db::postgresql {

using namespace schema;

namespace {

struct label_row
{
    std::string name;
    std::string label;
};
BOOST_DESCRIBE_STRUCT(label_row, (), (name, label))

struct column_row
{
    std::string table_name;
    std::string name;
    std::string type;
    bool required = false;
    std::optional<std::string> initially;
};
BOOST_DESCRIBE_STRUCT(column_row, (), (table_name, name, type, required, initially))

struct named_row
{
    std::string table_name;
    std::string name;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(named_row, (), (table_name, name, text))

constexpr std::string_view read_labels =
    "SELECT pg_type.typname::text AS name, pg_enum.enumlabel::text AS label FROM pg_catalog.pg_enum "
    "JOIN pg_catalog.pg_type ON pg_type.oid = pg_enum.enumtypid "
    "WHERE pg_type.typnamespace = quote_ident(current_schema())::regnamespace "
    "ORDER BY pg_type.typname, pg_enum.enumsortorder";

// Only tables people made: alembic_version is the migrations' own, praetor_… is not Prefect's, and a partition is part
// of its table.
constexpr std::string_view is_table =
    "pg_class.relkind IN ('r', 'p') AND NOT pg_class.relispartition AND pg_class.relnamespace = "
    "quote_ident(current_schema())::regnamespace "
    "AND pg_class.relname <> 'alembic_version' AND pg_class.relname NOT LIKE 'praetor\\_%'";

constexpr std::string_view read_columns =
    "SELECT pg_class.relname::text AS table_name, attribute.attname::text AS name, "
    "format_type(attribute.atttypid, attribute.atttypmod) AS type, attribute.attnotnull AS required, "
    "pg_get_expr(pg_attrdef.adbin, pg_attrdef.adrelid) AS initially "
    "FROM pg_catalog.pg_class JOIN pg_catalog.pg_attribute AS attribute ON attribute.attrelid = pg_class.oid "
    "LEFT JOIN pg_catalog.pg_attrdef "
    "ON pg_attrdef.adrelid = attribute.attrelid AND pg_attrdef.adnum = attribute.attnum "
    "WHERE attribute.attnum > 0 AND NOT attribute.attisdropped AND ";

// The primary key of a partitioned table (db/partitions) has to have the column that chooses the partition; it is told
// without it, so that such a table is as it is declared.
constexpr std::string_view read_constraints =
    "SELECT pg_class.relname::text AS table_name, pg_constraint.conname::text AS name, "
    "CASE WHEN pg_constraint.contype = 'p' AND pg_class.relkind = 'p' THEN "
    "replace(pg_get_constraintdef(pg_constraint.oid), ', ' || quote_ident(chooses.attname) || ')', ')') "
    "ELSE pg_get_constraintdef(pg_constraint.oid) END AS text "
    "FROM pg_catalog.pg_constraint JOIN pg_catalog.pg_class ON pg_class.oid = pg_constraint.conrelid "
    "LEFT JOIN pg_catalog.pg_partitioned_table ON pg_partitioned_table.partrelid = pg_class.oid "
    "LEFT JOIN pg_catalog.pg_attribute AS chooses ON chooses.attrelid = pg_class.oid "
    "AND chooses.attnum = pg_partitioned_table.partattrs[0] "
    "WHERE pg_constraint.contype IN ('p', 'u', 'f', 'c') AND ";

// The table's schema is cut out, so that the text is the same wherever the tables stand. An index whose build was
// interrupted is not what is declared.
constexpr std::string_view read_indexes =
    "SELECT pg_class.relname::text AS table_name, named.relname::text AS name, "
    "replace(replace(pg_get_indexdef(pg_index.indexrelid), ' ON ONLY ', ' ON '), "
    "' ON ' || quote_ident(current_schema()) || '.', ' ON ') "
    "|| CASE WHEN pg_index.indisvalid THEN '' ELSE ' /* not valid */' END AS text "
    "FROM pg_catalog.pg_index JOIN pg_catalog.pg_class ON pg_class.oid = pg_index.indrelid "
    "JOIN pg_catalog.pg_class AS named ON named.oid = pg_index.indexrelid "
    "WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint "
    "WHERE pg_constraint.conindid = pg_index.indexrelid AND pg_constraint.contype IN ('p', 'u', 'x')) AND ";

table_definition& table_of(schema_definition& all, std::string const& name)
{
    if (all.tables.empty() || all.tables.back().name != name) {
        auto const known = std::ranges::find(all.tables, name, &table_definition::name);
        if (known != all.tables.end())
            return *known;
        all.tables.push_back({name, {}, {}, {}});
    }
    return all.tables.back();
}

sql statement(std::string_view text, std::string_view order)
{
    sql made{text};
    made << is_table << order;
    return made;
}

} // namespace

task<schema_definition> introspect(db::connection& conn)
{
    schema_definition all;
    auto const labels = co_await conn.rows<label_row>(sql{read_labels});
    for (auto const& row : labels) {
        if (all.enumerations.empty() || all.enumerations.back().name != row.name)
            all.enumerations.push_back({row.name, {}});
        all.enumerations.back().labels.push_back(row.label);
    }
    auto columns = co_await conn.rows<column_row>(
        statement(read_columns, " ORDER BY pg_class.relname COLLATE \"C\", attribute.attnum"));
    for (auto& row : columns)
        table_of(all, row.table_name)
            .columns.push_back({std::move(row.name), std::move(row.type), !row.required, std::move(row.initially)});
    auto constraints = co_await conn.rows<named_row>(
        statement(read_constraints, " ORDER BY pg_class.relname COLLATE \"C\", pg_constraint.conname COLLATE \"C\""));
    for (auto& row : constraints)
        table_of(all, row.table_name).constraints.push_back({std::move(row.name), std::move(row.text)});
    auto indexes = co_await conn.rows<named_row>(
        statement(read_indexes, " ORDER BY pg_class.relname COLLATE \"C\", named.relname COLLATE \"C\""));
    for (auto& row : indexes)
        table_of(all, row.table_name).indexes.push_back({std::move(row.name), std::move(row.text)});
    co_return all;
}

} // namespace praetor::db::postgresql
