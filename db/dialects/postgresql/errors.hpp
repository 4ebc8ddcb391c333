// SQLSTATE as praetor's errors (PostgreSQL manual, appendix A).
#pragma once

#include <libpq-fe.h>

#include <exception>
#include <string_view>

namespace praetor::db::postgresql {

// The error of a failed result; names the statement, never its arguments.
std::exception_ptr error_of(PGresult const* result, std::string_view statement);

// The connection is gone, or never came.
[[noreturn]] void throw_lost(PGconn const* connection);

} // namespace praetor::db::postgresql
