// One SQLite connection, used by one thread. Every statement completes inline, so a task that awaits it never
// suspends.
#pragma once

#include <db/connection.hpp>
#include <db/options.hpp>

#include <exception>
#include <string>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace praetor::db::sqlite {

class connection final : public db::connection
{
public:
    // Opens the file of `how`, sets its pragmas. `writes` says whether this one may. Throws error{errc::unavailable}.
    connection(options const& how, bool writes);
    ~connection() override;

    dialect kind() const noexcept override { return dialect::sqlite; }
    void post(sql statement) override;
    task<void> run_script(std::string_view script) override;
    task<std::int64_t> run(sql statement, row_sink* sink) override;

    // The same without a coroutine.
    std::int64_t run_now(sql const& statement, row_sink* sink);
    void run_script_now(std::string_view script);

    // Throws what a posted statement threw, once.
    void throw_posted_failure();
    void forget_posted_failure() noexcept { failed_ = nullptr; }

private:
    sqlite3_stmt* prepared(std::string const& text);
    void bind(sqlite3_stmt* statement, sql const& given);

    sqlite3* handle_ = nullptr;
    std::unordered_map<std::string, sqlite3_stmt*> statements_;
    std::size_t most_statements_;
    std::exception_ptr failed_;
};

} // namespace praetor::db::sqlite
