// PostgreSQL manual, part VI: ALTER TABLE, ALTER TYPE. The order: what stands in the way goes first (indexes, foreign
// keys, other constraints), then types, tables and columns change, then constraints and indexes come.
#include <db/dialects/postgresql/alter.hpp>

#include <db/schema/compare.hpp>
#include <db/schema/create.hpp>
#include <db/schema/names.hpp>

#include <algorithm>

namespace praetor::db::postgresql {

using namespace schema;

namespace {

using is = difference::kind;

class script
{
public:
    void add(std::string_view statement) { text_ += std::string{statement} + ";\n"; }
    void look(std::string_view message) { text_ += "-- LOOK: " + std::string{message} + "\n"; }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

std::string alter(std::string_view table)
{
    return "ALTER TABLE " + quoted(table) + " ";
}

column_definition const& column_of(schema_definition const& all, difference const& one)
{
    return *all.find(one.table)->find_column(one.name);
}

bool goes(difference const& one)
{
    return one.is != is::added;
}

bool comes(difference const& one)
{
    return one.is != is::dropped;
}

bool is_foreign(std::string const& text)
{
    return text.starts_with("FOREIGN KEY");
}

void drop_obstacles(script& out, std::vector<difference> const& all, schema_definition const& from)
{
    for (auto const& one : all)
        if (one.what == "index" && goes(one))
            out.add("DROP INDEX " + quoted(one.name));
    for (auto const& one : all)
        if (one.what == "table" && one.is == is::dropped)
            for (auto const& constraint : from.find(one.table)->constraints)
                if (is_foreign(constraint.text))
                    out.add(alter(one.table) + "DROP CONSTRAINT " + quoted(constraint.name));
    for (bool const foreign : {true, false})
        for (auto const& one : all)
            if (one.what == "constraint" && goes(one) && is_foreign(one.before) == foreign)
                out.add(alter(one.table) + "DROP CONSTRAINT " + quoted(one.name));
    for (auto const& one : all)
        if (one.what == "table" && one.is == is::dropped) {
            out.look("the rows of " + one.table + " are lost");
            out.add("DROP TABLE " + quoted(one.table));
        }
}

// PostgreSQL can add labels; for any other change the type is made anew under its name.
void change_type(script& out, difference const& one, schema_definition const& from, schema_definition const& to)
{
    auto const& before = *std::ranges::find(from.enumerations, one.name, &enumeration_definition::name);
    auto const& after = *std::ranges::find(to.enumerations, one.name, &enumeration_definition::name);
    std::vector<std::string> kept;
    for (auto const& label : after.labels)
        if (std::ranges::find(before.labels, label) != before.labels.end())
            kept.push_back(label);
    if (kept == before.labels) {
        for (std::size_t i = 0; i < after.labels.size(); ++i)
            if (std::ranges::find(before.labels, after.labels[i]) == before.labels.end())
                out.add("ALTER TYPE " + quoted(one.name) + " ADD VALUE '" + after.labels[i] + "'" +
                        (i == 0 ? " BEFORE '" + before.labels.front() + "'" : " AFTER '" + after.labels[i - 1] + "'"));
        return;
    }
    out.look("rows that hold a label that is gone need another one, and indexes whose condition names the type must be "
             "dropped before and created after");
    auto const old = quoted("praetor_old_" + one.name);
    out.add("ALTER TYPE " + quoted(one.name) + " RENAME TO " + old);
    out.add(create_enumeration(after));
    for (auto const& table : from.tables)
        for (auto const& column : table.columns) {
            if (column.type != one.name || to.find(table.name) == nullptr)
                continue;
            auto const changes = alter(table.name) + "ALTER COLUMN " + quoted(column.name) + " ";
            if (column.initially)
                out.add(changes + "DROP DEFAULT");
            out.add(changes + "TYPE " + quoted(one.name) + " USING " + quoted(column.name) +
                    "::text::" + quoted(one.name));
            if (column.initially)
                out.add(changes + "SET DEFAULT " + *column.initially);
        }
    out.add("DROP TYPE " + old);
}

void change_column(script& out, difference const& one, column_definition const& before, column_definition const& after)
{
    auto const changes = alter(one.table) + "ALTER COLUMN " + quoted(one.name) + " ";
    bool const retyped = before.type != after.type;
    bool const redefaulted = before.initially != after.initially || retyped;
    if (redefaulted && before.initially)
        out.add(changes + "DROP DEFAULT");
    if (retyped) {
        out.look("every value of " + one.table + "." + one.name + " must be a " + after.type);
        out.add(changes + "TYPE " + after.type + " USING " + quoted(one.name) + "::text::" + after.type);
    }
    if (redefaulted && after.initially)
        out.add(changes + "SET DEFAULT " + *after.initially);
    if (before.nullable && !after.nullable) {
        if (after.initially)
            out.add("UPDATE " + quoted(one.table) + " SET " + quoted(one.name) + " = " + *after.initially + " WHERE " +
                    quoted(one.name) + " IS NULL");
        else
            out.look("rows whose " + one.table + "." + one.name + " is NULL need a value first");
        out.add(changes + "SET NOT NULL");
    }
    if (!before.nullable && after.nullable)
        out.add(changes + "DROP NOT NULL");
}

void change_columns(script& out, std::vector<difference> const& all, schema_definition const& from,
                    schema_definition const& to)
{
    for (auto const& one : all) {
        if (one.what != "column")
            continue;
        if (one.is == is::changed) {
            change_column(out, one, column_of(from, one), column_of(to, one));
            continue;
        }
        if (one.is == is::dropped) {
            out.look("the values of " + one.table + "." + one.name + " are lost");
            out.add(alter(one.table) + "DROP COLUMN " + quoted(one.name));
            continue;
        }
        auto const& made = column_of(to, one);
        if (!made.nullable && !made.initially)
            out.look("rows that are there need a value for " + one.table + "." + one.name);
        out.add(alter(one.table) + "ADD COLUMN " + column_text(dialect::postgresql, made));
    }
}

} // namespace

std::string alter_script(schema_definition const& from, schema_definition const& to)
{
    auto const all = compare(dialect::postgresql, from, to);
    script out;
    drop_obstacles(out, all, from);
    for (auto const& one : all)
        if (one.what == "type" && one.is == is::added)
            out.add(one.after);
        else if (one.what == "type" && one.is == is::changed)
            change_type(out, one, from, to);
    for (auto const& one : all)
        if (one.what == "table" && one.is == is::added) {
            std::vector<constraint_definition> own;
            for (auto const& constraint : to.find(one.table)->constraints)
                if (!is_foreign(constraint.text))
                    own.push_back(constraint);
            out.add(create_table(dialect::postgresql, *to.find(one.table), own));
        }
    change_columns(out, all, from, to);
    for (bool const is_key : {false, true}) {
        for (auto const& one : all) {
            if (one.what == "constraint" && comes(one) && is_foreign(one.after) == is_key)
                out.add(alter(one.table) + "ADD CONSTRAINT " + quoted(one.name) + " " + one.after);
            if (is_key && one.what == "table" && one.is == is::added)
                for (auto const& constraint : to.find(one.table)->constraints)
                    if (is_foreign(constraint.text))
                        out.add(alter(one.table) + "ADD CONSTRAINT " + quoted(constraint.name) + " " + constraint.text);
        }
    }
    for (auto const& one : all) {
        if (one.what == "index" && comes(one))
            out.add(one.after);
        if (one.what == "table" && one.is == is::added)
            for (auto const& index : to.find(one.table)->indexes)
                out.add(index.text);
    }
    for (auto const& one : all)
        if (one.what == "type" && one.is == is::dropped)
            out.add("DROP TYPE " + quoted(one.name));
    return out.take();
}

} // namespace praetor::db::postgresql
