#include <db/schema/steps/located_statements.hpp>
#include <db/schema/steps/lone_statement.hpp>
#include <db/schema/steps/script.hpp>

#include <server/base/error.hpp>

#include <exception>

namespace praetor::db {
namespace {

[[noreturn]] void rethrow_located(std::exception_ptr failed, std::string const& file, statement const& one,
                                  std::string const& afterwards)
{
    try {
        std::rethrow_exception(std::move(failed));
    }
    catch (error const& thrown) {
        static constexpr std::size_t max_length = 200;
        throw error{thrown.code() == errc::timeout || thrown.code() == errc::unavailable ? thrown.code()
                                                                                         : errc::database,
                    "migration " + file + ", line " + std::to_string(one.line) + ": " + thrown.what() +
                        "\nin the statement: " + std::string{one.text.substr(0, max_length)} +
                        (one.text.size() > max_length ? "…" : "") + '\n' + afterwards};
    }
}

// `limit` is empty for statements that run in the transaction.
task<void> run_each(connection& conn, std::string file, migration_script script, std::string afterwards,
                    std::optional<std::chrono::milliseconds> limit)
{
    for (auto const& one : split_script(script.text, script.first_line)) {
        std::exception_ptr failed;
        try {
            if (limit)
                co_await run_alone(conn, std::string{one.text}, *limit);
            else
                co_await conn.run_script(one.text);
        }
        catch (error const&) {
            failed = std::current_exception();
        }
        if (failed)
            rethrow_located(std::move(failed), file, one, afterwards);
    }
}

} // namespace

task<void> run_statements(connection& conn, std::string file, migration_script script, std::string afterwards)
{
    return run_each(conn, std::move(file), script, std::move(afterwards), std::nullopt);
}

task<void> run_statements_alone(connection& conn, std::string file, migration_script script, std::string afterwards,
                                std::chrono::milliseconds limit)
{
    return run_each(conn, std::move(file), script, std::move(afterwards), limit);
}

} // namespace praetor::db
