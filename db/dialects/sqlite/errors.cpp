#include <db/dialects/sqlite/errors.hpp>

#include <server/base/error.hpp>

#include <sqlite3.h>

#include <algorithm>

#include <string>

namespace praetor::db::sqlite {
namespace {

// SQLite's message for a statement beyond its limits (SQLite documentation, "Implementation Limits").
bool asks_too_much(int code, std::string_view message)
{
    constexpr std::string_view marks[] = {"too large", "too many", "variable number must be", "stack overflow"};
    return code == SQLITE_TOOBIG || (code == SQLITE_ERROR && std::ranges::any_of(marks, [&](std::string_view mark) {
                                         return message.find(mark) != std::string_view::npos;
                                     }));
}

} // namespace

void throw_error(sqlite3* handle, int code, std::string_view doing)
{
    std::string const message = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    if (asks_too_much(code & 0xff, message))
        throw error{errc::unprocessable, "This request asks for too much at once: " + message};
    std::string const text = "SQLite: " + message + " (" + std::string{doing} + ")";
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        throw error{errc::integrity, text};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        throw error{errc::unavailable, text};
    case SQLITE_INTERRUPT:
        throw error{errc::timeout, text};
    default:
        throw error{errc::database, text};
    }
}

} // namespace praetor::db::sqlite
