// JSON arrays of texts (tags), which PostgreSQL searches by @> and a GIN index, SQLite by json_each.
#pragma once

#include <db/dialect.hpp>
#include <db/sql.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::db::query {

// Conditions on a column that holds a JSON array of texts: it holds all of the words, or any of them (true where there
// are no words), or is empty.
sql array_has_all(dialect kind, std::string_view column, std::vector<std::string> const& words);
sql array_has_any(dialect kind, std::string_view column, std::vector<std::string> const& words);
sql array_is_empty(dialect kind, std::string_view column, bool wanted);

} // namespace praetor::db::query
