// What a failed transaction left behind, and so whether it may run again.
#pragma once

namespace praetor::db {

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

} // namespace praetor::db
