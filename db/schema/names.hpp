// Names of tables, columns and constraints inside SQL text.
#pragma once

#include <string>
#include <string_view>

namespace praetor::db::schema {

// The name as it may stand in a statement of either dialect: in double quotes where it is a keyword or is not plain
// lower case.
std::string quoted(std::string_view name);

// The text without the brackets that enclose the whole of it.
// Without blanks at either end.
std::string_view trimmed(std::string_view text);

// Without the brackets round the whole text, if there are any, and the blanks inside them.
std::string_view without_brackets(std::string_view text);

// The text without what has no meaning: white space, quotes round plain names, brackets round the whole, the case of
// what is no literal. Two texts that SQLite took from different hands compare by it.
std::string canonical(std::string_view text);

} // namespace praetor::db::schema
