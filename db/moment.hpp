// The text of a point in time as each dialect keeps it.
#pragma once

#include <server/base/timestamp.hpp>

#include <db/dialect.hpp>

#include <string>

namespace praetor::db {

// The first and the last moment that Python knows. The reference's driver (asyncpg) keeps them in PostgreSQL as -infinity
// and infinity, and reads those as them.
inline constexpr timestamp first_moment{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};
inline constexpr timestamp last_moment =
    timestamp{std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1}} - std::chrono::microseconds{1};

// Without quotes; UTC.
void append_moment(std::string& out, dialect kind, timestamp when);

} // namespace praetor::db
