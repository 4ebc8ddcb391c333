// One SQLite connection, used by one thread. Every statement completes inline, so a task that awaits it never
// suspends.
#pragma once

#include <db/connection.hpp>
#include <db/dialects/sqlite/file.hpp>
#include <db/options.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <string>
#include <unordered_map>
#include <utility>

struct sqlite3_stmt;

namespace praetor::db::sqlite {

class connection final : public db::connection
{
public:
    // Opens the file of `how`, sets its pragmas. `writes` says whether this one may. Throws error{errc::unavailable}.
    connection(options const& how, bool writes);
    ~connection() override;

    dialect kind() const noexcept override { return dialect::sqlite; }
    task<void> run_script(std::string_view script) override;
    task<std::int64_t> run(sql statement, row_sink* sink) override;
    using db::connection::enqueue;

    // The same without a coroutine.
    std::int64_t run_now(sql const& statement, row_sink* sink);
    void run_script_now(std::string_view script);

    // Begins, ends or undoes the transaction that jobs run in; their statements are refused where SQLite has undone it
    // by itself, as it does for want of room.
    void control_now(sql const& statement, bool jobs_follow);

    // The full path of its file; empty in memory.
    std::string file_path() const;
    // Closing it deletes no log: that may be another database's by now.
    void leave_log() noexcept;

    // Moves what it can of the write-ahead log into the file, beside writers and readers. False where that failed.
    bool checkpoint() noexcept;
    // The pages of the log after the last commit of this connection.
    int log_pages() const noexcept { return log_pages_; }
    // Lets SQLite look whether its statistics are out of date; takes milliseconds. Never throws.
    void optimize() noexcept;

    // Ends the statement that runs, and each later one until take_up(), with operation_aborted; for connections that
    // read. The one function that another thread may call.
    void interrupt() noexcept { interrupted_ = true; }
    void take_up() noexcept { interrupted_ = false; }

    // Throws what an enqueued statement threw, once.
    void throw_enqueued_failure();
    void forget_enqueued_failure() noexcept { failed_ = nullptr; }

    // A job begins: what its rows hold is counted from here on.
    void begin_counting(result_share* share) noexcept
    {
        bytes_read_ = counted_ = 0;
        count_in(share);
    }
    // It has ended.
    void end_counting();

private:
    void enqueue(sql statement, std::shared_ptr<row_sink> sink) override;
    sqlite3_stmt* prepared(std::string const& text);
    void bind(sqlite3_stmt* statement, sql const& given);
    void count_read();
    void require_transaction() const;
    void require_caller() const;
    [[noreturn]] void refuse(int code, std::string_view statement) const;

    statement_observer* observer_;
    file handle_;
    std::unordered_map<std::string, sqlite3_stmt*> statements_;
    std::size_t max_statements_;
    std::exception_ptr failed_;
    bool const echo_;
    bool const echo_values_;
    bool in_transaction_ = false; // of jobs
    int log_pages_ = 0;
    std::size_t bytes_read_ = 0; // the texts that rows gave since the job began
    std::size_t counted_ = 0;    // of them, in its share
    std::atomic<bool> interrupted_ = false;
};

} // namespace praetor::db::sqlite
