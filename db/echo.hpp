// Statements in the log, as SQLAlchemy's echo shows them: values only where they are asked for.
#pragma once

#include <db/sql.hpp>

namespace praetor::db {

void echo(sql const& statement, bool with_values);

} // namespace praetor::db
