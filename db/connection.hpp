// A connection inside a transaction or a read: the only thing that models see of a database beside its dialect.
#pragma once

#include <db/grammar.hpp>
#include <db/rows.hpp>
#include <db/sql.hpp>

#include <server/base/task.hpp>
#include <server/base/uuid.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::db {

class result_share;

// Belongs to one task at a time, and to the thread that runs it. Statements run in the order they were given.
// Errors: error{errc::integrity} for a broken constraint, errc::timeout for the statement timeout, errc::unavailable
// where the connection is lost or the database refuses for now, errc::database for all else. After an error nothing
// more can be run in the transaction. A cancelled statement leaves a connection that its pool closes.
class connection
{
public:
    connection() = default;
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    virtual ~connection() = default;

    // Of the database behind it.
    virtual dialect kind() const noexcept = 0;
    // How its statements are to be written. That of the dialect, or of a server too old for it.
    virtual db::grammar const& grammar() const { return db::grammar::of(kind()); }

    // Which of the servers on the database it belongs to: options::server.
    uuid server() const noexcept { return server_; }

    // The request whose work it does, for whoever hears of its statements; 0 for the server's own.
    void serve_request(std::uint64_t number) noexcept { request_ = number; }
    // Where what its rows hold is counted, and waited for while too much is there; null: nowhere.
    void count_in(result_share* share) noexcept { results_ = share; }

    // Every row, as a described struct or as the value of its first column.
    template <class Row>
    task<std::vector<Row>> rows(sql statement)
    {
        rows_of<Row> sink;
        co_await run(std::move(statement), &sink);
        co_return sink.take();
    }

    // The same, each changed by `finish(Row&)`.
    template <class Row, class Finish>
        requires std::is_void_v<std::invoke_result_t<Finish&, Row&>>
    task<std::vector<Row>> rows(sql statement, Finish finish)
    {
        finished_rows<Row, Finish> sink{std::move(finish)};
        co_await run(std::move(statement), &sink);
        co_return sink.take();
    }

    // What `convert(Row&&)` makes of every row.
    template <class Row, class Convert>
    task<std::vector<std::invoke_result_t<Convert&, Row&&>>> rows(sql statement, Convert convert)
    {
        converted_rows<Row, Convert> sink{std::move(convert)};
        co_await run(std::move(statement), &sink);
        co_return sink.take();
    }

    // The first row, or nothing.
    template <class Row>
    task<std::optional<Row>> row(sql statement)
    {
        rows_of<Row> sink;
        co_await run(std::move(statement), &sink);
        auto found = sink.take();
        if (found.empty())
            co_return std::nullopt;
        co_return std::optional<Row>{std::move(found.front())};
    }

    // The value of the first column of the first row; error{errc::database} where there is no row.
    template <class T>
    task<T> value(sql statement)
    {
        rows_of<T> sink;
        co_await run(std::move(statement), &sink);
        auto found = sink.take();
        if (found.empty())
            refuse_missing_column("value");
        co_return std::move(found.front());
    }

    // Nothing where there is no row, or it holds NULL.
    template <class T>
    task<std::optional<T>> maybe_value(sql statement)
    {
        rows_of<std::optional<T>> sink;
        co_await run(std::move(statement), &sink);
        auto found = sink.take();
        if (found.empty())
            co_return std::nullopt;
        co_return std::move(found.front());
    }

    // Rows of a statement that is sent with the next awaited one, in its flush: several reads cost one round trip.
    template <class Row>
    class deferred
    {
    public:
        // Once, after the next awaited call.
        std::vector<Row> result() { return sink_->take(); }

    private:
        friend class connection;
        std::shared_ptr<rows_of<Row>> sink_ = std::make_shared<rows_of<Row>>();
    };
    template <class Row>
    deferred<Row> deferred_rows(sql statement)
    {
        deferred<Row> pending;
        enqueue(std::move(statement), pending.sink_);
        return pending;
    }

    // The number of rows that the statement inserted, changed or deleted.
    task<std::int64_t> execute(sql statement) { return run(std::move(statement), nullptr); }

    // A write whose result nobody needs. PostgreSQL sends it with the next awaited statement or with the COMMIT, in one
    // flush; SQLite runs it at once. What goes wrong is thrown by the next awaited call, or by the commit.
    void enqueue(sql statement) { enqueue(std::move(statement), nullptr); }

    // Enqueues a query that locks the rows it finds until the transaction ends; nothing where it has the database for
    // itself.
    void lock_rows(row_lock lock, sql query)
    {
        auto const ending = grammar().locking(lock);
        if (!ending.empty())
            enqueue(std::move(query << ending));
    }

    // How long each later statement of this transaction may take, instead of the statement timeout of the options;
    // zero: as long as it wants. SQLite has no such limit.
    virtual void limit_statements(std::chrono::milliseconds) {}

    // Several statements without arguments, parted by semicolons, one after another.
    virtual task<void> run_script(std::string_view script) = 0;

    // Runs a statement and gives each row to `sink` (may be null). Gives the rows it affected.
    virtual task<std::int64_t> run(sql statement, row_sink* sink) = 0;

protected:
    // The sink may be null.
    virtual void enqueue(sql statement, std::shared_ptr<row_sink> sink) = 0;

    std::uint64_t request() const noexcept { return request_; }
    result_share* results() const noexcept { return results_; }
    void belong_to(uuid server) noexcept { server_ = server; }

private:
    uuid server_;
    std::uint64_t request_ = 0;
    result_share* results_ = nullptr;
};

} // namespace praetor::db
