#include <db/postgres/binary.hpp>
#include <db/postgres/connection.hpp>
#include <db/postgres/errors.hpp>
#include <db/postgres/parameters.hpp>

#include <server/base/error.hpp>

#include <boost/asio/use_awaitable.hpp>

#include <cstdlib>

namespace praetor::db::postgres {
namespace {

using boost::asio::use_awaitable;
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

// Marks an exchange that did not come to its end, whichever way it was left.
struct exchange_guard
{
    bool& running;
    bool& broken;
    bool ended = false;
    exchange_guard(bool& r, bool& b) : running(r), broken(b) { running = true; }
    ~exchange_guard()
    {
        running = false;
        if (!ended)
            broken = true;
    }
};

} // namespace

connection::connection(boost::asio::any_io_executor executor, options const& how)
    : socket_(std::move(executor)), most_statements_(how.statement_cache)
{}

connection::~connection()
{
    // The number of the descriptor is libpq's to close, and may be reused at once.
    if (socket_.is_open())
        socket_.release();
    PQfinish(handle_);
}

bool connection::broken() const noexcept
{
    return broken_ || in_exchange_ || PQstatus(handle_) != CONNECTION_OK;
}

void connection::begin()
{
    post(sql{"BEGIN"});
    began_ = true;
}

void connection::post(sql statement)
{
    posted_.push_back({std::move(statement), nullptr});
}

task<std::int64_t> connection::run(sql statement, row_sink* sink)
{
    auto statements = std::exchange(posted_, {});
    statements.push_back({std::move(statement), sink});
    auto const affected = co_await exchange(std::move(statements));
    co_return affected;
}

task<void> connection::commit()
{
    bool const nothing_sent = began_ && posted_.size() == 1 && posted_.front().statement.text() == "BEGIN";
    began_ = false;
    if (nothing_sent) {
        posted_.clear();
        co_return;
    }
    co_await run(sql{"COMMIT"}, nullptr);
}

task<void> connection::rollback()
{
    bool const nothing_sent = !posted_.empty() && posted_.front().statement.text() == "BEGIN";
    posted_.clear();
    began_ = false;
    if (nothing_sent)
        co_return;
    co_await run(sql{"ROLLBACK"}, nullptr);
}

task<void> connection::finish()
{
    if (posted_.empty())
        co_return;
    auto statements = std::exchange(posted_, {});
    co_await exchange(std::move(statements));
}

void connection::send(sent& one)
{
    auto const& text = one.statement.text();
    parameters const given{one.statement.arguments()};
    auto known = statements_.find(text);
    if (known == statements_.end()) {
        prepared made{"p" + std::to_string(next_name_++), {}};
        if (PQsendPrepare(handle_, made.name.c_str(), text.c_str(), given.count(), given.types()) != 1)
            throw_lost(handle_);
        one.prepares = true;
        known = statements_.emplace(text, std::move(made)).first;
        known->second.use = uses_.insert(uses_.begin(), &known->first);
    }
    else
        uses_.splice(uses_.begin(), uses_, known->second.use);
    static constexpr int binary = 1;
    if (PQsendQueryPrepared(handle_, known->second.name.c_str(), given.count(), given.values(), nullptr, nullptr,
                            binary) != 1)
        throw_lost(handle_);
}

std::string connection::deallocate_oldest()
{
    auto const oldest = statements_.find(*uses_.back());
    std::string text = "DEALLOCATE " + oldest->second.name;
    uses_.pop_back();
    statements_.erase(oldest);
    return text;
}

void connection::drop_statements()
{
    statements_.clear();
    uses_.clear();
}

void connection::take_result(PGresult* result, sent const& one, std::int64_t& affected, std::exception_ptr& failed)
{
    switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK: {
        int const rows = PQntuples(result);
        if (one.sink != nullptr && !failed) {
            result_row row{result};
            try {
                one.sink->expect(static_cast<std::size_t>(rows));
                for (int i = 0; i < rows; ++i) {
                    row.move_to(i);
                    one.sink->row(row);
                }
            }
            catch (...) {
                failed = std::current_exception();
            }
        }
        affected = std::atoll(PQcmdTuples(result));
        break;
    }
    case PGRES_COMMAND_OK:
        affected = std::atoll(PQcmdTuples(result));
        break;
    case PGRES_PIPELINE_ABORTED:
        break;
    default:
        if (!failed)
            failed = error_of(result, one.statement.text());
    }
}

// Sends all statements and one sync, then takes the results in their order: for each statement that of PREPARE where it
// was new, its own, and a null; at last that of the sync. After a failure the server skips the rest up to the sync.
task<std::int64_t> connection::exchange(std::vector<sent> statements)
{
    if (broken())
        throw_lost(handle_);
    exchange_guard guard{in_exchange_, broken_};
    for (auto& one : statements)
        send(one);
    if (PQpipelineSync(handle_) != 1)
        throw_lost(handle_);
    co_await flush();

    std::int64_t affected = 0;
    std::exception_ptr failed;
    std::size_t at = 0;
    bool preparing = !statements.empty() && statements.front().prepares;
    for (bool synced = false; !synced;) {
        while (PQisBusy(handle_) != 0) {
            co_await wait_readable();
            if (PQconsumeInput(handle_) != 1)
                throw_lost(handle_);
        }
        result_ptr const result{PQgetResult(handle_)};
        if (!result) {
            // The end of one command; PREPARE and its statement are two.
            if (PQstatus(handle_) != CONNECTION_OK)
                throw_lost(handle_);
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
        take_result(result.get(), statements[at], affected, failed);
    }
    guard.ended = true;
    if (failed) {
        // Nobody knows which of its new statements the server kept; new names never clash with them.
        for (auto const& one : statements)
            if (one.prepares) {
                drop_statements();
                break;
            }
        std::rethrow_exception(failed);
    }
    while (statements_.size() > most_statements_)
        posted_.push_back({sql{deallocate_oldest()}, nullptr});
    co_return affected;
}

task<void> connection::flush()
{
    while (PQflush(handle_) == 1) {
        // Reading while writing: the server may be blocked on sending us results.
        co_await socket_.async_wait(descriptor::wait_write, use_awaitable);
        if (PQconsumeInput(handle_) != 1)
            throw_lost(handle_);
    }
    if (PQstatus(handle_) != CONNECTION_OK)
        throw_lost(handle_);
}

task<void> connection::wait_readable()
{
    co_await socket_.async_wait(descriptor::wait_read, use_awaitable);
}

task<void> connection::run_script(std::string_view script)
{
    co_await finish();
    exchange_guard guard{in_exchange_, broken_};
    if (PQexitPipelineMode(handle_) != 1 || PQsendQuery(handle_, std::string{script}.c_str()) != 1)
        throw_lost(handle_);
    co_await flush();
    std::exception_ptr failed;
    for (;;) {
        while (PQisBusy(handle_) != 0) {
            co_await wait_readable();
            if (PQconsumeInput(handle_) != 1)
                throw_lost(handle_);
        }
        result_ptr const result{PQgetResult(handle_)};
        if (!result)
            break;
        if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR && !failed)
            failed = error_of(result.get(), "script");
    }
    if (PQenterPipelineMode(handle_) != 1)
        throw_lost(handle_);
    guard.ended = true;
    if (failed)
        std::rethrow_exception(failed);
}

} // namespace praetor::db::postgres
