// SQLite's result codes as praetor's errors (https://www.sqlite.org/rescode.html).
#pragma once

#include <string_view>

struct sqlite3;

namespace praetor::db::sqlite {

// Throws the error that the connection's last call left. `doing` names it: "open", "commit", or a statement.
[[noreturn]] void throw_error(sqlite3* handle, int code, std::string_view doing);

} // namespace praetor::db::sqlite
