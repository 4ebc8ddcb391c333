// Whole tables on PostgreSQL: libpq as it blocks, COPY in binary form (PostgreSQL manual, 34.10 Functions Associated
// with the COPY Command).
#pragma once

#include <db/bulk/session.hpp>
#include <db/dialects/postgresql/conninfo.hpp>

#include <libpq-fe.h>

#include <set>

namespace praetor::db::postgresql {

class bulk_session final : public bulk::session
{
public:
    explicit bulk_session(options const& how);

    dialect kind() const noexcept override { return dialect::postgresql; }
    void run(std::string const& statements) override;
    std::vector<std::vector<std::string>> rows(std::string const& statement) override;
    void begin_reading() override;
    void begin() override;
    void commit() override;
    void read(bulk::table const& from, bulk::take_row const& take) override;
    std::int64_t load(bulk::table const& into, bulk::give_rows const& give) override;
    // Takes an ACCESS EXCLUSIVE lock on `loaded`; the role must own the tables.
    void lift(std::span<std::string_view const> loaded, std::span<std::string_view const> emptied) override;
    void restore(bulk::report_progress const& progress) override;
    void lock(std::int64_t number) override;
    std::vector<std::string> table_names() override;
    void drop(std::span<std::string const> tables) override;
    std::int64_t size() override;
    bool vacuum(std::function<void(std::string_view what)> const& progress) override;

private:
    struct close
    {
        void operator()(PGconn* conn) const { PQfinish(conn); }
    };
    struct clear
    {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    using result_ptr = std::unique_ptr<PGresult, clear>;

    struct lifted
    {
        std::string what; // "index ix_flow__created"
        std::string statement;
    };

    void connect(conninfo const& to, options const& how, bool through_pooler);
    result_ptr ask(std::string const& statement, ExecStatusType expected);
    [[noreturn]] void fail(PGresult const* result, std::string_view doing);
    std::string settings(bool local);
    std::string literal(std::string_view text);
    void lift_foreign_keys(std::string const& loaded, std::string const& emptied);
    void lift_indexes(std::string const& emptied);
    void end_copy(std::string_view doing);

    std::unique_ptr<PGconn, close> handle_;
    std::vector<session_setting> session_; // what it is told, as names and values
    std::vector<lifted> indexes_;
    std::vector<lifted> foreign_keys_;
    std::set<std::string, std::less<>> fresh_; // truncated in this transaction: their rows can be written frozen
};

} // namespace praetor::db::postgresql
