// One PostgreSQL connection on the io_context: libpq without blocking, always in pipeline mode, so that statements
// whose results nobody waits for share a flush (PostgreSQL manual, 34.5 Pipeline Mode).
#pragma once

#include <db/dialects/postgresql/received_bytes.hpp>
#include <db/dialects/postgresql/statement_cache.hpp>
#include <db/notifications.hpp>
#include <db/options.hpp>
#include <db/pool/pooled_connection.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace praetor::db::postgresql {

class connection final : public pooled_connection
{
public:
    // Not connected yet: connector does that. The options must outlive it.
    connection(boost::asio::any_io_executor executor, options const& how);
    ~connection() override;

    dialect kind() const noexcept override { return dialect::postgresql; }
    db::grammar const& grammar() const override;
    void limit_statements(std::chrono::milliseconds each) override;
    task<void> run_script(std::string_view script) override;
    task<std::int64_t> run(sql statement, row_sink* sink) override;
    using db::connection::enqueue;
    // As db::run_alone (db/schema/steps/lone_statement.hpp). A connection on which it failed is not used again.
    task<void> run_alone(std::string statement, std::chrono::milliseconds limit);

    // Sends BEGIN with the first statement.
    void begin() override;
    task<void> commit() override;
    task<void> rollback() override;
    task<void> finish() override;
    task<bool> answers() override;

    // Waits, outside a transaction, for what is told on a channel that LISTEN named.
    task<notification> next_notification();

    // From now on settings go with each transaction, by this statement, and statements stay unprepared: behind a pooler
    // in transaction mode the next one may meet another server process.
    void go_through_pooler(std::string session_statement);

    bool broken() const noexcept override;
    bool in_transaction() const noexcept override { return open_; }
    bool abandoned() const noexcept override { return cut_ && PQstatus(handle_) == CONNECTION_OK; }
    void forget_enqueued() noexcept override;
    failure last_failure() const noexcept override { return last_failure_; }
    std::chrono::steady_clock::time_point expires() const noexcept override;
    void interrupt() noexcept override;
    std::uint64_t round_trips() const noexcept override { return round_trips_; }

    // libpq's own, for bulk sessions and listeners; stays this object's.
    PGconn* handle() const noexcept { return handle_; }
    // The process of the server that serves it, as pg_stat_activity has it.
    int backend() const noexcept { return PQbackendPID(handle_); }

private:
    friend class connector;

    void enqueue(sql statement, std::shared_ptr<row_sink> sink) override;

    // A statement of the exchange under way.
    struct sent
    {
        sql statement;
        row_sink* sink = nullptr;
        bool once = false;              // not worth preparing
        std::shared_ptr<row_sink> kept; // the sink of an enqueued read
        bool prepares = false;          // its first result is that of PREPARE
    };

    task<std::int64_t> exchange(std::vector<sent> statements);
    void add_opening(std::vector<sent>& statements);
    void send(sent& one);
    void take_result(PGresult* result, sent const& one, std::int64_t& affected, std::exception_ptr& failed);
    void count_received();
    void count_result(PGresult const* result);
    task<void> wait_for_room();
    std::exception_ptr judge(PGresult const* result, std::string_view statement);
    task<void> flush();
    task<void> wait_readable();
    void adopt_socket();
    void expect_answer() noexcept;
    void be_patient_for(std::chrono::milliseconds each) noexcept;
    [[noreturn]] void throw_stopped(boost::system::error_code why);
    [[noreturn]] void throw_connection_lost();

    PGconn* handle_ = nullptr;
    boost::asio::posix::stream_descriptor socket_;
    options const& options_;
    statement_cache statements_;
    std::vector<sent> enqueued_;
    std::string session_statement_;                 // behind a pooler
    std::chrono::milliseconds response_timeout_{0}; // how long an exchange may stay silent; zero: no limit
    std::chrono::steady_clock::time_point expires_{};
    std::uint64_t round_trips_ = 0;
    received_bytes received_;       // of the result under way
    std::size_t counted_bytes_ = 0; // of the results before it, in the same read
    failure last_failure_ = failure::none;
    bool began_ = false; // begin() was called
    bool open_ = false;  // and BEGIN was sent
    bool in_exchange_ = false;
    bool cut_ = false;     // an exchange did not come to its end
    bool useless_ = false; // its server, or what it prepared, will not do
    bool interrupted_ = false;
    bool pauses_ = false; // it lets the server wait
};

} // namespace praetor::db::postgresql
