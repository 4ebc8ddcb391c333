// Who hears of the statements that a database has run.
#pragma once

#include <db/sql.hpp>

#include <chrono>
#include <cstdint>

namespace praetor::db {

struct finished_statement
{
    sql const& statement;
    std::chrono::steady_clock::duration took; // from when it was sent, or the one before it was answered, to its answer
    std::int64_t rows;                        // given or changed
    std::uint64_t request;                    // whose work it was; 0: the server's own
    bool failed;
};

// Called on the thread of the connection, so on several at once where the database is SQLite. Must not throw or block.
class statement_observer
{
public:
    // Called on the thread of the connection when the statement has ended; it must not throw or block.
    virtual void finished(finished_statement const& one) = 0;

protected:
    ~statement_observer() = default;
};

} // namespace praetor::db
