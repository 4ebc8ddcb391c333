// Whole tables on SQLite.
#pragma once

#include <db/bulk/session.hpp>
#include <db/dialects/sqlite/file.hpp>

#include <deque>

struct sqlite3_stmt;

namespace praetor::db::bulk {

class sqlite_session final : public session
{
public:
    explicit sqlite_session(options const& how);

    dialect kind() const noexcept override { return dialect::sqlite; }
    void run(std::string const& statements) override;
    std::vector<std::vector<std::string>> rows(std::string const& statement) override;
    void begin_reading() override;
    // Foreign keys are not looked at while rows are loaded; commit() looks at those of the loaded tables.
    void begin() override;
    void commit() override;
    void read(table const& from, take_row const& take) override;
    std::int64_t load(table const& into, give_rows const& give) override;
    void lift(std::span<std::string_view const> loaded, std::span<std::string_view const> emptied) override;
    void restore(report_progress const& progress) override;

private:
    struct finalize
    {
        void operator()(sqlite3_stmt* statement) const;
    };
    using statement_ptr = std::unique_ptr<sqlite3_stmt, finalize>;

    statement_ptr prepare(std::string const& text);
    void check_foreign_keys(std::string_view table);
    cell typed(table const& of, std::size_t column, sqlite3_stmt* row);
    void bind(sqlite3_stmt* statement, table const& of, std::size_t column, cell const& value);

    sqlite::file handle_;                                      // closing it rolls back what was not committed
    std::vector<std::pair<std::string, std::string>> indexes_; // name, statement
    std::vector<std::string> loaded_;
    std::deque<std::string> texts_; // of the row that is being read or written
};

} // namespace praetor::db::bulk
