// A JSON object with one member set, as an expression.
#pragma once

#include <db/grammar.hpp>

#include <string_view>

namespace praetor::db {

// `object`, an expression or an argument, whose member `name` (letters and underscores) is the text that the expression
// `text` gives. As a value of a JSON column. Any thread.
sql json_with_text(grammar const& of, sql const& object, std::string_view name, std::string_view text);

} // namespace praetor::db
