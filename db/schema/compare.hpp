// How two schemas of one dialect differ.
#pragma once

#include <db/dialect.hpp>
#include <db/schema/definition.hpp>

#include <string>
#include <vector>

namespace praetor::db::schema {

struct difference
{
    enum class kind
    {
        added,
        dropped,
        changed
    };
    kind is;
    std::string what;   // "column", "index", "constraint", "table", "type"
    std::string table;  // empty for a type
    std::string name;   // of the column, index or constraint; empty for a table
    std::string before; // its text, empty where added
    std::string after;  // its text, empty where dropped
};

// What turns `from` into `to`, table by table. Of a table or type that is new or gone, nothing but that is said. The
// order of columns, on SQLite what canonical() leaves out, and indexes called praetor_… do not count.
std::vector<difference> compare(dialect kind, schema_definition const& from, schema_definition const& to);

// "column flow_run.name: VARCHAR NOT NULL in the database, VARCHAR declared"
std::string message_of(difference const& one);

} // namespace praetor::db::schema
