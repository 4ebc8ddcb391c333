#include <db/dialects/sqlite/alter.hpp>

#include <db/schema/compare.hpp>
#include <db/schema/create.hpp>
#include <db/schema/names.hpp>

#include <algorithm>

namespace praetor::db::sqlite {

using namespace schema;

namespace {

using is = difference::kind;

void add(std::string& out, std::string_view statement)
{
    out += std::string{statement} + ";\n";
}

void look(std::string& out, std::string_view message)
{
    out += "-- LOOK: " + std::string{message} + "\n";
}

// SQLite documentation, ALTER TABLE ADD COLUMN: no default that has to be computed, and none missing where NULL is
// barred.
bool can_be_added(column_definition const& column)
{
    if (!column.initially)
        return column.nullable;
    return column_text(dialect::sqlite, {"c", "", true, column.initially}).find('(') == std::string::npos &&
           !column.initially->starts_with("CURRENT_");
}

bool needs_rebuild(std::vector<difference> const& changes, table_definition const& to)
{
    return std::ranges::any_of(changes, [&](difference const& one) {
        if (one.what == "index")
            return false;
        if (one.what == "constraint" || one.is != is::added)
            return true;
        return !can_be_added(*to.find_column(one.name));
    });
}

void create_indexes(std::string& out, table_definition const& table)
{
    for (auto const& index : table.indexes)
        add(out, index.text);
}

void rebuild(std::string& out, table_definition const& from, table_definition const& to)
{
    std::string columns;
    std::string values;
    for (auto const& column : to.columns) {
        auto const* const before = from.find_column(column.name);
        if (before == nullptr) {
            if (!column.nullable && !column.initially)
                look(out, "rows that are there need a value for " + to.name + "." + column.name);
            continue;
        }
        auto const name = quoted(column.name);
        std::string value = name;
        if (before->nullable && !column.nullable) {
            if (column.initially)
                value = "coalesce(" + name + ", " + *column.initially + ")";
            else
                look(out, "rows whose " + to.name + "." + column.name + " is NULL need a value first");
        }
        if (canonical(before->type) != canonical(column.type))
            look(out, "every value of " + to.name + "." + column.name + " must be a " + column.type);
        columns += (columns.empty() ? "" : ", ") + name;
        values += (values.empty() ? "" : ", ") + value;
    }
    for (auto const& column : from.columns)
        if (to.find_column(column.name) == nullptr)
            look(out, "the values of " + from.name + "." + column.name + " are lost");
    auto made = to;
    made.name = "praetor_new_" + to.name;
    add(out, create_table(dialect::sqlite, made, to.constraints));
    if (!columns.empty())
        add(out,
            "INSERT INTO " + quoted(made.name) + " (" + columns + ") SELECT " + values + " FROM " + quoted(to.name));
    add(out, "DROP TABLE " + quoted(to.name));
    add(out, "ALTER TABLE " + quoted(made.name) + " RENAME TO " + quoted(to.name));
    create_indexes(out, to);
}

void alter_in_place(std::string& out, std::vector<difference> const& changes, table_definition const& to)
{
    for (auto const& one : changes)
        if (one.what == "index" && one.is != is::added)
            add(out, "DROP INDEX " + quoted(one.name));
    for (auto const& one : changes)
        if (one.what == "column")
            add(out, "ALTER TABLE " + quoted(to.name) + " ADD COLUMN " +
                         column_text(dialect::sqlite, *to.find_column(one.name)));
    for (auto const& one : changes)
        if (one.what == "index" && one.is != is::dropped)
            add(out, one.after);
}

} // namespace

std::string alter_script(schema_definition const& from, schema_definition const& to)
{
    auto const all = compare(dialect::sqlite, from, to);
    std::string out;
    for (auto const& table : from.tables)
        if (to.find(table.name) == nullptr) {
            look(out, "the rows of " + table.name + " are lost");
            add(out, "DROP TABLE " + quoted(table.name));
        }
    for (auto const& table : to.tables) {
        auto const* const before = from.find(table.name);
        if (before == nullptr) {
            add(out, create_table(dialect::sqlite, table, table.constraints));
            create_indexes(out, table);
            continue;
        }
        std::vector<difference> changes;
        std::ranges::copy_if(all, std::back_inserter(changes),
                             [&](difference const& one) { return one.table == table.name; });
        if (changes.empty())
            continue;
        if (needs_rebuild(changes, table))
            rebuild(out, *before, table);
        else
            alter_in_place(out, changes, table);
    }
    return out;
}

} // namespace praetor::db::sqlite
