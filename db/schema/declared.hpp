// The declared tables as a schema in the words of a dialect.
#pragma once

#include <db/dialect.hpp>
#include <db/schema/column.hpp>
#include <db/schema/declaration.hpp>
#include <db/schema/definition.hpp>

#include <span>
#include <string_view>

namespace praetor::db::schema {

// A table's declaration as data, so that one function reads them all.
struct declared_table
{
    std::string_view name;
    std::span<column_base const> columns;
    std::span<constraint const> constraints;
    std::span<foreign_key const> foreign_keys;
    std::span<index const> indexes;
};

// Every table of tables.hpp, each once; lives as long as the program.
std::span<declared_table const> declarations();

// Every table of tables.hpp. Expressions are as declared, not as the database would print them: compare what a database
// says only with what another one says (shadow.hpp).
schema_definition declared(dialect kind);

} // namespace praetor::db::schema
