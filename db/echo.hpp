// Statements in the log, as SQLAlchemy's echo shows them: values only where they are asked for.
#pragma once

#include <db/sql.hpp>

#include <string>

namespace praetor::db {

// The text of the statement and, behind it, its values or how many they are.
std::string shown(sql const& statement, bool with_values);

// Writes shown() to the log.
void echo(sql const& statement, bool with_values);

} // namespace praetor::db
