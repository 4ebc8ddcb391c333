#include <db/dialects/sqlite/connection.hpp>
#include <db/dialects/sqlite/errors.hpp>
#include <db/echo.hpp>
#include <db/result_budget.hpp>
#include <db/statement_observer.hpp>

#include <server/base/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <string>

namespace praetor::db::sqlite {
namespace {

class statement_row final : public row_view
{
public:
    // Counts in `bytes_read` what its texts take.
    statement_row(sqlite3_stmt* statement, std::size_t& bytes_read) : statement_(statement), bytes_read_(bytes_read) {}

    std::size_t column_count() const override { return static_cast<std::size_t>(sqlite3_column_count(statement_)); }
    std::string_view column_name(std::size_t column) const override
    {
        return sqlite3_column_name(statement_, static_cast<int>(column));
    }
    // Asked of the value, no question looks the column up again: safe where one thread has the connection, says
    // sqlite3.h.
    cell at(std::size_t index) const override
    {
        auto* const value = sqlite3_column_value(statement_, static_cast<int>(index));
        switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER:
            return std::int64_t{sqlite3_value_int64(value)};
        case SQLITE_FLOAT:
            return sqlite3_value_double(value);
        case SQLITE_NULL:
            return std::monostate{};
        default: {
            auto const* text = static_cast<char const*>(sqlite3_value_blob(value));
            auto const size = static_cast<std::size_t>(sqlite3_value_bytes(value));
            bytes_read_ += size;
            return std::string_view{text != nullptr ? text : "", size};
        }
        }
    }

private:
    sqlite3_stmt* statement_;
    std::size_t& bytes_read_;
};

// Tells the observer of a statement whichever way its run ends.
struct heard_statement
{
    statement_observer* observer;
    sql const& statement;
    std::uint64_t request;
    std::int64_t rows = 0;
    bool failed = true;
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

    heard_statement(statement_observer* hears, sql const& given, std::uint64_t for_request)
        : observer(hears), statement(given), request(for_request)
    {}
    heard_statement(heard_statement const&) = delete;
    heard_statement& operator=(heard_statement const&) = delete;
    ~heard_statement()
    {
        if (observer != nullptr)
            observer->finished({statement, std::chrono::steady_clock::now() - began, rows, request, failed});
    }
};

// Resets a statement whichever way its run ends.
struct reset_guard
{
    sqlite3_stmt* statement;
    ~reset_guard()
    {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
};

constexpr std::size_t max_shown = 400;

// Of SQLite's virtual machine, between two looks for an interrupt: some ten microseconds. sqlite3_interrupt() is
// forgotten where it comes right before a statement's first step.
constexpr int steps_between_looks = 1000;

// "$12" is a name to SQLite and "?12" has one, which it looks up among all others: a list of 70,000 takes seconds. "?"
// has none, and stands for the number behind the largest one so far (www.sqlite.org/lang_expr.html, "Parameters").
std::string with_numbers(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    unsigned count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned number = 0;
        auto const* const digits = text.data() + i + 1;
        auto const* const end =
            text[i] == '$' ? std::from_chars(digits, text.data() + text.size(), number).ptr : digits;
        if (end == digits) {
            out += text[i];
            continue;
        }
        i += static_cast<std::size_t>(end - digits);
        out += '?';
        if (number != count + 1)
            out.append(digits, end);
        count = std::max(count, number);
    }
    return out;
}

int bind_text(sqlite3_stmt* statement, int at, std::string_view text)
{
    return sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

struct binder
{
    sqlite3_stmt* statement;
    int at;

    int operator()(null) const { return sqlite3_bind_null(statement, at); }
    int operator()(bool value) const { return sqlite3_bind_int(statement, at, value ? 1 : 0); }
    int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, at, value); }
    int operator()(double value) const { return sqlite3_bind_double(statement, at, value); }
    // Texts live in the statement's arguments until it has run.
    int operator()(std::string const& value) const
    {
        return sqlite3_bind_text(statement, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
    }
    int operator()(json_text const& value) const { return (*this)(value.text); }
    int operator()(uuid const& value) const { return bind_text(statement, at, to_string(value)); }
    int operator()(timestamp value) const
    {
        std::string text;
        append_iso(text, value);
        return bind_text(statement, at, text);
    }
    int operator()(duration value) const { return (*this)(timestamp{value}); }
};

} // namespace

connection::connection(options const& how, bool writes)
    // A prepared statement is the only kind that SQLite runs.
    : observer_(how.observer), max_statements_(std::max<std::size_t>(how.statement_cache, 16)), echo_(how.echo),
      echo_values_(how.echo_values)
{
    // Counting every allocation of every connection under one mutex serves nobody here.
    [[maybe_unused]] static int const configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    bool const memory = how.path == ":memory:";
    int flags = SQLITE_OPEN_URI;
    flags |= writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    if (writes && !how.must_exist)
        flags |= SQLITE_OPEN_CREATE;
    // Only other processes can hold a lock: inside this one there is a single writer.
    handle_ = open_file(how.path, flags, how.busy_timeout);
    if (writes && sqlite3_db_readonly(handle_.get(), "main") == 1)
        throw error{errc::unavailable, "SQLite can not write to " + how.path +
                                           ": give this user the right to write the file and its folder"};
    if (writes && !memory)
        run_script_now("PRAGMA journal_mode = WAL");
    run_script_now(how.full_sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    run_script_now("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; PRAGMA "
                   "wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;"
                   // A mapped file that fails to be read ends the process (SIGBUS) instead of the statement.
                   "PRAGMA mmap_size = 0");
    auto const keep_length = [](void* self, sqlite3*, char const*, int pages) {
        static_cast<connection*>(self)->log_pages_ = pages;
        return SQLITE_OK;
    };
    if (writes)
        sqlite3_wal_hook(handle_.get(), keep_length, this);
    else
        sqlite3_progress_handler(
            handle_.get(), steps_between_looks,
            [](void* self) { return static_cast<connection*>(self)->interrupted_ ? 1 : 0; }, this);
}

connection::~connection()
{
    for (auto const& [text, statement] : statements_)
        sqlite3_finalize(statement);
}

sqlite3_stmt* connection::prepared(std::string const& text)
{
    if (auto const known = statements_.find(text); known != statements_.end())
        return known->second;
    sqlite3_stmt* statement = nullptr;
    auto const numbered = with_numbers(text);
    int const code = sqlite3_prepare_v3(handle_.get(), numbered.data(), static_cast<int>(numbered.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        refuse(code, text);
    if (statements_.size() >= max_statements_) {
        // Which one goes hardly matters: a statement costs microseconds to prepare again.
        sqlite3_finalize(statements_.begin()->second);
        statements_.erase(statements_.begin());
    }
    statements_.emplace(text, statement);
    return statement;
}

void connection::bind(sqlite3_stmt* statement, sql const& given)
{
    auto const& arguments = given.arguments();
    auto const count = std::min(arguments.size(), static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)));
    for (std::size_t i = 0; i < count; ++i) {
        int const code = std::visit(binder{statement, static_cast<int>(i + 1)}, arguments[i].get());
        if (code != SQLITE_OK)
            throw_error(handle_.get(), code, "bind");
    }
}

std::int64_t connection::run_now(sql const& given, row_sink* sink)
{
    require_caller();
    heard_statement heard{observer_, given, request()};
    auto* const statement = prepared(given.text());
    reset_guard const guard{statement};
    bind(statement, given);
    statement_row const row{statement, bytes_read_};
    for (;;) {
        int const code = sqlite3_step(statement);
        if (code == SQLITE_DONE)
            break;
        if (code != SQLITE_ROW)
            refuse(code, given.text());
        ++heard.rows;
        if (sink != nullptr)
            sink->row(row);
        if (results() != nullptr)
            count_read();
    }
    std::int64_t const changed = sqlite3_stmt_readonly(statement) != 0 ? 0 : sqlite3_changes64(handle_.get());
    heard.rows = std::max(heard.rows, changed);
    heard.failed = false;
    return changed;
}

// Waits before the next row while too much is there.
void connection::count_read()
{
    constexpr std::size_t uncounted = std::size_t{64} << 10; // bytes
    if (bytes_read_ < counted_ + uncounted)
        return;
    counted_ = bytes_read_;
    results()->become(counted_);
    results()->block(interrupted_);
    if (results()->must_wait()) // it has waited long enough, and does so no more
        results()->finish();
}

void connection::end_counting()
{
    if (results() == nullptr)
        return;
    results()->become(bytes_read_);
    results()->finish();
    count_in(nullptr);
}

void connection::run_script_now(std::string_view script)
{
    int const code = sqlite3_exec(handle_.get(), std::string{script}.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        throw_error(handle_.get(), code, script.substr(0, 200));
}

void connection::control_now(sql const& statement, bool jobs_follow)
{
    in_transaction_ = false;
    run_now(statement, nullptr);
    in_transaction_ = jobs_follow;
}

void connection::require_transaction() const
{
    if (in_transaction_ && sqlite3_get_autocommit(handle_.get()) != 0)
        throw error{errc::unavailable, "SQLite has undone the transaction after an error"};
}

// Nobody waits for what an interrupted connection would do.
void connection::require_caller() const
{
    if (interrupted_)
        throw boost::system::system_error{boost::asio::error::operation_aborted};
}

// Why SQLite did not do it.
void connection::refuse(int code, std::string_view statement) const
{
    if (code == SQLITE_INTERRUPT)
        require_caller();
    throw_error(handle_.get(), code, statement.substr(0, max_shown));
}

std::string connection::file_path() const
{
    auto const* const name = sqlite3_db_filename(handle_.get(), "main");
    return name != nullptr ? name : "";
}

void connection::leave_log() noexcept
{
    int keeps = 1;
    sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_PERSIST_WAL, &keeps);
}

bool connection::checkpoint() noexcept
{
    return sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) == SQLITE_OK;
}

void connection::optimize() noexcept
{
    sqlite3_exec(handle_.get(), "PRAGMA analysis_limit = 400; PRAGMA optimize", nullptr, nullptr, nullptr);
}

void connection::throw_enqueued_failure()
{
    if (failed_)
        std::rethrow_exception(std::exchange(failed_, nullptr));
}

void connection::enqueue(sql statement, std::shared_ptr<row_sink> sink)
{
    if (failed_)
        return;
    try {
        require_transaction();
        if (echo_)
            echo(statement, echo_values_);
        run_now(statement, sink.get());
    }
    catch (...) {
        failed_ = std::current_exception();
    }
}

task<void> connection::run_script(std::string_view script)
{
    throw_enqueued_failure();
    if (echo_)
        echo(sql{script}, false);
    run_script_now(script);
    co_return;
}

task<std::int64_t> connection::run(sql statement, row_sink* sink)
{
    throw_enqueued_failure();
    require_transaction();
    if (echo_)
        echo(statement, echo_values_);
    auto const affected = run_now(statement, sink);
    co_return affected;
}

} // namespace praetor::db::sqlite
