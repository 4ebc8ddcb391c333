// A schema in the words of one dialect: what a database says of itself, and what the declared tables become there.
#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::db::schema {

struct column_definition
{
    std::string name;
    std::string type; // "timestamp with time zone", "VARCHAR(9)"
    bool nullable = true;
    std::optional<std::string> initially; // the expression after DEFAULT
};
BOOST_DESCRIBE_STRUCT(column_definition, (), (name, type, nullable, initially))

// PRIMARY KEY, UNIQUE, FOREIGN KEY or CHECK.
struct constraint_definition
{
    std::string name; // empty where the database gave it none
    std::string text; // "UNIQUE (work_pool_id, name)"

    // By its text.
    bool is_foreign_key() const;
};
BOOST_DESCRIBE_STRUCT(constraint_definition, (), (name, text))

// An index that no constraint made.
struct index_definition
{
    std::string name;
    std::string text; // the whole CREATE INDEX
};
BOOST_DESCRIBE_STRUCT(index_definition, (), (name, text))

struct table_definition
{
    std::string name;
    std::vector<column_definition> columns; // in the table's order, which does not count in a comparison
    std::vector<constraint_definition> constraints;
    std::vector<index_definition> indexes;

    // Null where there is none of this name.
    column_definition const* find_column(std::string_view wanted) const;
};
BOOST_DESCRIBE_STRUCT(table_definition, (), (name, columns, constraints, indexes))

// PostgreSQL only: SQLite keeps enumerations as texts.
struct enumeration_definition
{
    std::string name;
    std::vector<std::string> labels;
};
BOOST_DESCRIBE_STRUCT(enumeration_definition, (), (name, labels))

struct schema_definition
{
    std::vector<enumeration_definition> enumerations;
    std::vector<table_definition> tables; // by name, alembic_version and praetor_… left out

    // By name; null where there is none.
    table_definition const* find(std::string_view table) const;
};
BOOST_DESCRIBE_STRUCT(schema_definition, (), (enumerations, tables))

} // namespace praetor::db::schema
