// Part of a text, whatever the case.
#pragma once

#include <db/dialect.hpp>
#include <db/sql.hpp>

#include <string_view>

namespace praetor::db::query {

// `pattern` as LIKE takes it: % for any text, _ for any character.
sql matches(dialect kind, std::string_view column, std::string_view pattern);

} // namespace praetor::db::query
