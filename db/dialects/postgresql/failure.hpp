// What a failed transaction left behind, and so whether it may run again.
#pragma once

#include <string_view>

namespace praetor::db::postgresql {

enum class failure
{
    none,
    final,     // the statement itself is at fault, or nobody knows whether it was stored
    conflict,  // serialization failure or deadlock: nothing is stored, another try may succeed
    lost,      // the connection broke; what was not committed is not stored
    read_only, // the server has become a standby: nothing is stored, another connection may reach the primary
    stale,     // a statement prepared before the tables changed: nothing is stored, a new connection knows better
    timeout    // of the statement, or of our own response_timeout
};

// By SQLSTATE (PostgreSQL manual, appendix A); empty where the connection gave none.
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

} // namespace praetor::db::postgresql
