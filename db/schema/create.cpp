#include <db/schema/create.hpp>
#include <db/schema/names.hpp>

#include <cctype>

namespace praetor::db::schema {
namespace {

// Whether a default needs brackets where it is not a literal.
constexpr per_dialect brackets_defaults{false, true};
// Whether a table may refer to one that is made after it: they refer to each other in circles.
constexpr per_dialect refers_ahead{false, true};

bool is_literal(std::string_view expression)
{
    if (expression.starts_with('\'') || expression.starts_with("CURRENT_") || expression == "NULL")
        return true;
    for (char const c : expression)
        if (std::isdigit(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '-' && c != '+')
            return false;
    return true;
}

} // namespace

std::string column_text(dialect kind, column_definition const& column)
{
    std::string text = quoted(column.name) + " " + column.type;
    if (column.initially) {
        bool const bare = !brackets_defaults[kind] || is_literal(*column.initially);
        text += " DEFAULT " + (bare ? *column.initially : "(" + *column.initially + ")");
    }
    if (!column.nullable)
        text += " NOT NULL";
    return text;
}

std::string create_table(dialect kind, table_definition const& table,
                         std::vector<constraint_definition> const& constraints)
{
    std::string text = "CREATE TABLE " + quoted(table.name) + " (";
    std::string_view separator = "\n    ";
    for (auto const& column : table.columns) {
        text += separator;
        text += column_text(kind, column);
        separator = ",\n    ";
    }
    for (auto const& one : constraints) {
        text += separator;
        if (!one.name.empty())
            text += "CONSTRAINT " + quoted(one.name) + " ";
        text += one.text;
        separator = ",\n    ";
    }
    return text + "\n)";
}

std::string create_enumeration(enumeration_definition const& one)
{
    std::string text = "CREATE TYPE " + quoted(one.name) + " AS ENUM (";
    for (std::size_t i = 0; i < one.labels.size(); ++i)
        text += (i == 0 ? "'" : ", '") + one.labels[i] + "'";
    return text + ")";
}

std::vector<std::string> create_schema(dialect kind, schema_definition const& all)
{
    std::vector<std::string> statements;
    for (auto const& one : all.enumerations)
        statements.push_back(create_enumeration(one));
    for (auto const& table : all.tables) {
        std::vector<constraint_definition> now;
        for (auto const& one : table.constraints)
            if (refers_ahead[kind] || !one.is_foreign_key())
                now.push_back(one);
        statements.push_back(create_table(kind, table, now));
    }
    for (auto const& table : all.tables)
        for (auto const& one : table.constraints)
            if (!refers_ahead[kind] && one.is_foreign_key())
                statements.push_back("ALTER TABLE " + quoted(table.name) + " ADD CONSTRAINT " + quoted(one.name) + " " +
                                     one.text);
    for (auto const& table : all.tables)
        for (auto const& one : table.indexes)
            statements.push_back(one.text);
    return statements;
}

std::string create_script(dialect kind, schema_definition const& all)
{
    std::string script;
    for (auto const& statement : create_schema(kind, all))
        script += statement + ";\n";
    return script;
}

} // namespace praetor::db::schema
