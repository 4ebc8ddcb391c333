// The statements that turn one schema into another.
#pragma once

#include <db/dialect.hpp>
#include <db/schema/definition.hpp>

#include <string>

namespace praetor::db::schema {

// A script, statements ended by ";\n", empty where there is nothing to do. What only a person can know (what rows get
// in a new column that may not be NULL, values that the new type can not hold, labels that go) stands in it as a
// comment that begins with "-- LOOK:". On SQLite a table that ALTER TABLE can not change is made anew and filled from
// the old one (SQLite documentation, "Making Other Kinds Of Table Schema Changes"), which needs foreign keys switched
// off.
std::string alter_script(dialect kind, schema_definition const& from, schema_definition const& to);

} // namespace praetor::db::schema
