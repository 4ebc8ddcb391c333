// SQLSTATE as praetor's errors (PostgreSQL manual, appendix A).
#pragma once

#include <db/pool/failure.hpp>

#include <libpq-fe.h>

#include <exception>
#include <string_view>

namespace praetor::db::postgresql {

// The error of a failed result; names the statement, never its arguments.
std::exception_ptr error_of(PGresult const* result, std::string_view statement);

// What an SQLSTATE says of the transaction; empty where the connection gave none.
inline failure failure_of(std::string_view state) noexcept
{
    if (state == "40001" || state == "40P01")
        return failure::conflict;
    if (state == "25006")
        return failure::read_only;
    if (state == "0A000" || state == "26000")
        return failure::stale;
    if (state == "57014")
        return failure::timeout;
    if (state.empty() || state.starts_with("08") || state.starts_with("57P"))
        return failure::lost;
    return failure::final;
}

// The connection is gone, or never came.
[[noreturn]] void throw_lost(PGconn const* connection);

} // namespace praetor::db::postgresql
