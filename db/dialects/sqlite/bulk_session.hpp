// Whole tables on SQLite.
#pragma once

#include <db/bulk/session.hpp>
#include <db/dialects/sqlite/file.hpp>

#include <deque>

struct sqlite3_stmt;

namespace praetor::db::sqlite {

class bulk_session final : public bulk::session
{
public:
    explicit bulk_session(options const& how);

    dialect kind() const noexcept override { return dialect::sqlite; }
    void run(std::string const& statements) override;
    std::vector<std::vector<std::string>> rows(std::string const& statement) override;
    void begin_reading() override;
    // Foreign keys are not looked at while rows are loaded; commit() looks at those of the loaded tables.
    void begin() override;
    void commit() override;
    void read(bulk::table const& from, bulk::take_row const& take) override;
    std::int64_t load(bulk::table const& into, bulk::give_rows const& give) override;
    void lift(std::span<std::string_view const> loaded, std::span<std::string_view const> emptied) override;
    void restore(bulk::report_progress const& progress) override;
    // Does nothing: begin() locks the whole file.
    void lock(std::int64_t) override {}
    std::vector<std::string> table_names() override;
    void drop(std::span<std::string const> tables) override;
    std::int64_t size() override;
    bool vacuum(std::function<void(std::string_view what)> const& progress) override;

private:
    struct finalize
    {
        void operator()(sqlite3_stmt* statement) const;
    };
    using statement_ptr = std::unique_ptr<sqlite3_stmt, finalize>;

    statement_ptr prepare(std::string const& text);
    void check_foreign_keys(std::string_view table);
    cell typed(bulk::table const& of, std::size_t column, sqlite3_stmt* row);
    void bind(sqlite3_stmt* statement, bulk::table const& of, std::size_t column, cell const& value);

    std::string path_;
    file handle_;                                              // closing it rolls back what was not committed
    std::vector<std::pair<std::string, std::string>> indexes_; // name, statement
    std::vector<std::string> loaded_;
    std::deque<std::string> texts_; // of the row that is being read or written
};

} // namespace praetor::db::sqlite
