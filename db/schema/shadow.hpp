// The declaration as the database itself would print it: the declared tables are made for a moment where nobody sees
// them, and read back. So an expression may be declared in any spelling, and what is compared is what two databases
// say.
#pragma once

#include <db/database.hpp>
#include <db/schema/definition.hpp>

namespace praetor::db::schema {

struct schema_pair
{
    schema_definition stands;   // in the database
    schema_definition declared; // as the database would print it
};

// PostgreSQL: in a schema "praetor_shadow" inside a transaction that is rolled back, which needs the right to create
// schemas in the database. SQLite: in a database in memory. Leaves `store` as it was. error{errc::database} where a
// declared statement is refused.
task<schema_pair> read_with_shadow(database& store, schema_definition declared);

} // namespace praetor::db::schema
