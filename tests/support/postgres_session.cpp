#include <tests/support/postgres_session.hpp>

#include <db/schema/steps/script.hpp>

#include <stdexcept>

namespace praetor::tests {

postgres_session::postgres_session(std::string const& conninfo) : connection_(PQconnectdb(conninfo.c_str()), &PQfinish)
{
    if (PQstatus(connection_.get()) != CONNECTION_OK)
        throw std::runtime_error{PQerrorMessage(connection_.get())};
    run("SET client_min_messages = warning");
}

std::string postgres_session::taken(PGresult* result)
{
    std::unique_ptr<PGresult, decltype(&PQclear)> const done{result, &PQclear};
    auto const status = PQresultStatus(done.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error{PQerrorMessage(connection_.get())};
    return PQntuples(done.get()) > 0 ? PQgetvalue(done.get(), PQntuples(done.get()) - 1, 0) : "";
}

std::string postgres_session::run(std::string const& statements)
{
    return taken(PQexec(connection_.get(), statements.c_str()));
}

void postgres_session::run_script(std::string const& script)
{
    for (auto const& one : db::split_script(script, 1))
        run(std::string{one.text});
}

void postgres_session::start(std::string const& statement)
{
    if (PQsendQuery(connection_.get(), statement.c_str()) != 1)
        throw std::runtime_error{PQerrorMessage(connection_.get())};
}

void postgres_session::finish()
{
    std::string failed;
    while (auto* const result = PQgetResult(connection_.get())) {
        try {
            taken(result);
        }
        catch (std::runtime_error const& thrown) {
            failed = thrown.what();
        }
    }
    if (!failed.empty())
        throw std::runtime_error{failed};
}

} // namespace praetor::tests
