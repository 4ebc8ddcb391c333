// A session with PostgreSQL past praetor, for what one statement through temporary_database::run() can not do: a
// transaction that stays open, or a statement that is still running.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>

namespace praetor::tests {

class postgres_session
{
public:
    // Throws std::runtime_error where the server can not be reached.
    explicit postgres_session(std::string const& conninfo);

    // Gives the first column of the last row. Throws std::runtime_error for a statement that fails.
    std::string run(std::string const& statements);
    // Each statement of the script for itself, as psql runs them.
    void run_script(std::string const& script);
    // Sends a statement and does not wait for it; finish() does, and throws as run().
    void start(std::string const& statement);
    void finish();

private:
    std::string taken(PGresult* result);

    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

} // namespace praetor::tests
