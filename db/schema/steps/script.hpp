// A SQL script as its statements, so that a failure can be laid to one of them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace praetor::db {

struct statement
{
    std::string_view text; // without the semicolon, from its first word
    std::size_t line = 0;  // of the first word, in the file
};

// The statements of `script`, which begins at line `first_line` of its file. Knows quotes, comments, PostgreSQL's
// dollar quotes and the BEGIN … END of triggers and functions (PostgreSQL manual, chapter 4.1 Lexical Structure;
// SQLite, "CREATE TRIGGER"). The views look into `script`.
std::vector<statement> split_script(std::string_view script, std::size_t first_line);

} // namespace praetor::db
