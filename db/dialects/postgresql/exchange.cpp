// Statements on their way to the server and their results back: libpq without blocking, in pipeline mode.
#include <db/dialects/postgresql/binary.hpp>
#include <db/dialects/postgresql/connection.hpp>
#include <db/dialects/postgresql/errors.hpp>
#include <db/dialects/postgresql/parameters.hpp>
#include <db/echo.hpp>
#include <db/result_budget.hpp>
#include <db/statement_observer.hpp>

#include <server/base/error.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace praetor::db::postgresql {
namespace {

constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);
using descriptor = boost::asio::posix::stream_descriptor;

struct clear_result
{
    void operator()(PGresult* result) const { PQclear(result); }
};
using result_ptr = std::unique_ptr<PGresult, clear_result>;

class result_row final : public row_view
{
public:
    explicit result_row(PGresult const* result) : result_(result) {}
    void move_to(int row) { row_ = row; }

    std::size_t column_count() const override { return static_cast<std::size_t>(PQnfields(result_)); }
    std::string_view column_name(std::size_t column) const override
    {
        return PQfname(result_, static_cast<int>(column));
    }
    cell at(std::size_t column) const override { return read_field(result_, row_, static_cast<int>(column)); }

private:
    PGresult const* result_;
    int row_ = 0;
};

// The rows of a result on their way to a sink, about a megabyte at a time.
class taken_rows
{
public:
    taken_rows(PGresult const* result, row_sink& to)
        : row_(result), to_(to), count_(PQntuples(result)),
          at_once_(static_cast<int>(std::max<std::size_t>(1, slice * static_cast<std::size_t>(count_) /
                                                                 std::max<std::size_t>(1, PQresultMemorySize(result)))))
    {}

    // False where there are no more, or where the sink threw.
    bool take_some(std::exception_ptr& failed)
    {
        try {
            if (next_ == 0)
                to_.expect(static_cast<std::size_t>(count_));
            for (int const end = next_ + std::min(at_once_, count_ - next_); next_ < end; ++next_) {
                row_.move_to(next_);
                to_.row(row_);
            }
        }
        catch (...) {
            failed = std::current_exception();
            return false;
        }
        return next_ < count_;
    }

private:
    static constexpr std::size_t slice = std::size_t{1} << 20; // bytes; takes less than a millisecond

    result_row row_;
    row_sink& to_;
    int count_;
    int at_once_;
    int next_ = 0;
};

// Marks an exchange that did not come to its end, whichever way it was left.
struct exchange_guard
{
    bool& running;
    bool& cut;
    bool ended = false;
    exchange_guard(bool& r, bool& c) : running(r), cut(c) { running = true; }
    ~exchange_guard()
    {
        running = false;
        if (!ended)
            cut = true;
    }
};

} // namespace

void connection::send(sent& one)
{
    auto const& text = one.statement.text();
    parameters const given{one.statement.arguments()};
    static constexpr int binary = 1;
    if (options_.echo)
        echo(one.statement, options_.echo_values);
    if (!statements_.prepares() || one.once) {
        if (PQsendQueryParams(handle_, text.c_str(), given.count(), given.types(), given.values(), nullptr, nullptr,
                              binary) != 1)
            throw_connection_lost();
        return;
    }
    auto const known = statements_.find(text);
    if (known.is_new) {
        if (PQsendPrepare(handle_, known.name, text.c_str(), given.count(), given.types()) != 1)
            throw_connection_lost();
        one.prepares = true;
    }
    if (PQsendQueryPrepared(handle_, known.name, given.count(), given.values(), nullptr, nullptr, binary) != 1)
        throw_connection_lost();
}

// What has come of the result under way, and of those before it in the same read.
void connection::count_received()
{
    if (results() == nullptr)
        return;
    if (auto const bytes = received_.look(socket_.native_handle()); bytes > 0)
        results()->become(counted_bytes_ + bytes);
}

void connection::count_result(PGresult const* result)
{
    received_.start();
    if (results() == nullptr)
        return;
    counted_bytes_ += PQresultMemorySize(result);
    results()->become(counted_bytes_);
}

// The server waits with the rest of a long result until there is room for it.
task<void> connection::wait_for_room()
{
    auto timeout = result_budget::max_wait;
    if (response_timeout_.count() > 0) // for its statement timeout goes on
        timeout = std::min(timeout, response_timeout_ / 2);
    pauses_ = true;
    std::exception_ptr cancelled;
    try {
        co_await results()->wait(timeout);
    }
    catch (...) {
        cancelled = std::current_exception();
    }
    pauses_ = false;
    expect_answer();
    if (results()->must_wait()) // it has waited long enough, and does so no more
        results()->finish();
    if (cancelled) {
        last_failure_ = failure::final;
        std::rethrow_exception(cancelled);
    }
}

void connection::take_result(PGresult* result, sent const& one, std::int64_t& affected, std::exception_ptr& failed)
{
    switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        affected = std::atoll(PQcmdTuples(result));
        break;
    case PGRES_PIPELINE_ABORTED:
        break;
    default:
        if (!failed)
            failed = judge(result, one.statement.text());
    }
}

std::exception_ptr connection::judge(PGresult const* result, std::string_view statement)
{
    char const* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    last_failure_ = failure_of(state != nullptr ? state : "");
    // Such a server, or such a statement, will not do better next time.
    useless_ |= last_failure_ == failure::read_only || last_failure_ == failure::stale;
    return error_of(result, statement);
}

// Sends all statements and one sync, then takes the results in their order: for each statement that of PREPARE where it
// was new, its own, and a null; at last that of the sync. After a failure the server skips the rest up to the sync.
task<std::int64_t> connection::exchange(std::vector<sent> statements)
{
    if (broken())
        throw_connection_lost();
    if (!open_ && (began_ || !session_statement_.empty() || statements_.has_evicted()))
        add_opening(statements);
    exchange_guard guard{in_exchange_, cut_};
    last_failure_ = failure::none;
    ++round_trips_;
    expect_answer();
    received_.start();
    auto began = std::chrono::steady_clock::now();
    for (auto& one : statements)
        send(one);
    if (PQpipelineSync(handle_) != 1)
        throw_connection_lost();
    open_ = began_;
    co_await flush();

    std::int64_t affected = 0;
    std::exception_ptr failed;
    std::size_t at = 0;
    bool preparing = !statements.empty() && statements.front().prepares;
    for (bool synced = false; !synced;) {
        while (PQisBusy(handle_) != 0) {
            co_await wait_readable();
            count_received();
            if (results() != nullptr && results()->must_wait())
                co_await wait_for_room();
            if (PQconsumeInput(handle_) != 1)
                throw_connection_lost();
        }
        result_ptr const result{PQgetResult(handle_)};
        if (!result) {
            // The end of one command; PREPARE and its statement are two.
            if (PQstatus(handle_) != CONNECTION_OK)
                throw_connection_lost();
            if (at >= statements.size())
                continue;
            if (preparing)
                preparing = false;
            else if (++at < statements.size())
                preparing = statements[at].prepares;
            continue;
        }
        if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) {
            synced = true;
            continue;
        }
        if (at >= statements.size())
            continue;
        if (PQresultStatus(result.get()) == PGRES_TUPLES_OK) {
            count_result(result.get());
            if (statements[at].sink != nullptr && !failed) {
                taken_rows rows{result.get(), *statements[at].sink};
                while (rows.take_some(failed))
                    co_await boost::asio::post(boost::asio::use_awaitable); // others are served in between
            }
        }
        take_result(result.get(), statements[at], affected, failed);
        if (options_.observer != nullptr && !preparing) {
            auto const now = std::chrono::steady_clock::now();
            options_.observer->finished(
                {statements[at].statement, now - std::exchange(began, now), affected, request(),
                 PQresultStatus(result.get()) != PGRES_TUPLES_OK && PQresultStatus(result.get()) != PGRES_COMMAND_OK});
        }
    }
    guard.ended = true;
    if (failed) {
        // A transaction that did not even begin, or one that COMMIT ended.
        open_ = open_ && PQtransactionStatus(handle_) != PQTRANS_IDLE;
        // Nobody knows which of its new statements the server kept; new names never clash with them.
        for (auto const& one : statements)
            if (one.prepares) {
                statements_.clear();
                break;
            }
        std::rethrow_exception(failed);
    }
    statements_.shrink();
    co_return affected;
}

// What a transaction begins with. Without one, the statements up to the sync are a transaction of their own.
void connection::add_opening(std::vector<sent>& statements)
{
    std::vector<sent> opening;
    for (auto& name : statements_.take_evicted())
        opening.push_back({sql{"DEALLOCATE " + name}, nullptr, true});
    if (began_)
        opening.push_back({sql{session_statement_.empty() ? "BEGIN" : "BEGIN ISOLATION LEVEL READ COMMITTED"}});
    if (!session_statement_.empty())
        opening.push_back({sql{session_statement_}});
    statements.insert(statements.begin(), std::make_move_iterator(opening.begin()),
                      std::make_move_iterator(opening.end()));
}

task<void> connection::flush()
{
    while (PQflush(handle_) == 1) {
        // Reading while writing: the server may be blocked on sending us results.
        auto [ec] = co_await socket_.async_wait(descriptor::wait_write, as_tuple);
        if (ec)
            throw_stopped(ec);
        if (PQconsumeInput(handle_) != 1)
            throw_connection_lost();
    }
    if (PQstatus(handle_) != CONNECTION_OK)
        throw_connection_lost();
}

task<void> connection::wait_readable()
{
    auto [ec] = co_await socket_.async_wait(descriptor::wait_read, as_tuple);
    if (ec)
        throw_stopped(ec);
    expect_answer();
}

task<void> connection::run_script(std::string_view script)
{
    if (!enqueued_.empty() || (began_ && !open_))
        co_await run(sql{"SELECT 1"}, nullptr);
    exchange_guard guard{in_exchange_, cut_};
    last_failure_ = failure::none;
    expect_answer();
    if (options_.echo)
        echo(sql{script}, false);
    if (PQexitPipelineMode(handle_) != 1 || PQsendQuery(handle_, std::string{script}.c_str()) != 1)
        throw_connection_lost();
    co_await flush();
    std::exception_ptr failed;
    for (;;) {
        while (PQisBusy(handle_) != 0) {
            co_await wait_readable();
            if (PQconsumeInput(handle_) != 1)
                throw_connection_lost();
        }
        result_ptr const result{PQgetResult(handle_)};
        if (!result)
            break;
        if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR && !failed)
            failed = judge(result.get(), "script");
    }
    if (PQenterPipelineMode(handle_) != 1)
        throw_connection_lost();
    guard.ended = true;
    if (failed)
        std::rethrow_exception(failed);
}

task<notification> connection::next_notification()
{
    for (;;) {
        if (PGnotify* const notification_received = PQnotifies(handle_)) {
            notification one{notification_received->relname, notification_received->extra};
            PQfreemem(notification_received);
            co_return one;
        }
        co_await wait_readable();
        if (PQconsumeInput(handle_) != 1)
            throw_connection_lost();
    }
}

} // namespace praetor::db::postgresql
