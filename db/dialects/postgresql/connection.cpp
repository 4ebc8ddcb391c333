#include <db/dialects/postgresql/connection.hpp>
#include <db/dialects/postgresql/conninfo.hpp>
#include <db/dialects/postgresql/errors.hpp>
#include <db/dialects/postgresql/grammar.hpp>

#include <server/base/error.hpp>

#include <cerrno>
#include <fcntl.h>
#include <system_error>

namespace praetor::db::postgresql {
namespace {

// The server ends a statement that takes too long. If it does not even say so, we do, this much later.
constexpr auto grace = std::chrono::seconds{1};

// The protocol counts arguments in 16 bits (PostgreSQL manual, 55.7).
constexpr std::size_t max_arguments = 65'535;
// A longer text is a list of values that hardly comes again.
constexpr std::size_t max_prepared = 32 * 1024;

bool is_worth_preparing(sql const& statement)
{
    if (statement.arguments().size() > max_arguments)
        throw error{errc::unprocessable, "This request asks for too much at once: more than 65535 values"};
    return statement.text().size() <= max_prepared;
}

} // namespace

connection::connection(boost::asio::any_io_executor executor, options const& how)
    : socket_(std::move(executor)), options_(how), statements_(how.statement_cache)
{
    be_patient_for(how.statement_timeout);
    belong_to(how.server);
}

connection::~connection()
{
    boost::system::error_code ignored;
    socket_.close(ignored);
    PQfinish(handle_);
}

db::grammar const& connection::grammar() const
{
    static grammar_before_14 const older;
    return handle_ != nullptr && PQserverVersion(handle_) < 140000 ? older : db::connection::grammar();
}

// libpq closes its socket as soon as it is lost, and while it connects it may open another. Another connection may have
// got the number by the time that Asio gives up the old one, and would never be told of again: what is watched is a
// descriptor of our own for the same socket.
void connection::adopt_socket()
{
    boost::system::error_code ignored;
    socket_.close(ignored);
    int const own = ::fcntl(PQsocket(handle_), F_DUPFD_CLOEXEC, 0);
    if (own < 0)
        throw error{errc::unavailable, "PostgreSQL: " + std::generic_category().message(errno)};
    socket_.assign(own);
}

void connection::go_through_pooler(std::string session_statement)
{
    session_statement_ = std::move(session_statement);
    statements_.disable();
}

bool connection::broken() const noexcept
{
    return useless_ || cut_ || in_exchange_ || PQstatus(handle_) != CONNECTION_OK;
}

std::chrono::steady_clock::time_point connection::expires() const noexcept
{
    return in_exchange_ && !pauses_ && response_timeout_.count() > 0 ? expires_
                                                                     : std::chrono::steady_clock::time_point::max();
}

void connection::be_patient_for(std::chrono::milliseconds each) noexcept
{
    response_timeout_ = each.count() > 0 ? each + grace : std::chrono::milliseconds{0};
}

void connection::limit_statements(std::chrono::milliseconds each)
{
    enqueue(sql{"SELECT set_config('statement_timeout', $1, true)", milliseconds_of(each)});
    be_patient_for(each);
}

void connection::expect_answer() noexcept
{
    if (response_timeout_.count() > 0)
        expires_ = std::chrono::steady_clock::now() + response_timeout_;
}

void connection::interrupt() noexcept
{
    interrupted_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void connection::throw_stopped(boost::system::error_code why)
{
    if (interrupted_) {
        last_failure_ = failure::timeout;
        throw error{errc::timeout, "PostgreSQL: no answer within " + std::to_string(response_timeout_.count()) + " ms"};
    }
    // The caller has gone.
    last_failure_ = failure::final;
    throw boost::system::system_error{why};
}

void connection::throw_connection_lost()
{
    last_failure_ = failure::lost;
    throw_lost(handle_);
}

void connection::begin()
{
    began_ = true;
}

void connection::forget_enqueued() noexcept
{
    enqueued_.clear();
    began_ = false;
    counted_bytes_ = 0;
    last_failure_ = failure::none;
    be_patient_for(options_.statement_timeout);
}

void connection::enqueue(sql statement, std::shared_ptr<row_sink> sink)
{
    auto* const rows = sink.get();
    bool const once = !is_worth_preparing(statement);
    enqueued_.push_back({std::move(statement), rows, once, std::move(sink)});
}

// What stands beside another statement in one message is in a transaction with it, so the limit goes before and after.
task<void> connection::run_alone(std::string statement, std::chrono::milliseconds limit)
{
    bool const through_pooler = !session_statement_.empty();
    auto const usual_timeout = response_timeout_;
    bool const before = std::exchange(useless_, true);
    be_patient_for(through_pooler ? std::chrono::milliseconds{0} : limit);
    if (!through_pooler)
        co_await run_script("SET statement_timeout = " + std::to_string(limit.count()));
    co_await run_script(statement);
    if (!through_pooler)
        co_await run_script("RESET statement_timeout");
    response_timeout_ = usual_timeout;
    useless_ = before;
}

task<std::int64_t> connection::run(sql statement, row_sink* sink)
{
    bool const once = !is_worth_preparing(statement);
    auto statements = std::exchange(enqueued_, {});
    statements.push_back({std::move(statement), sink, once});
    return exchange(std::move(statements));
}

task<void> connection::commit()
{
    bool const nothing_sent = !open_ && enqueued_.empty();
    if (nothing_sent) {
        began_ = false;
        co_return;
    }
    co_await run(sql{"COMMIT"}, nullptr);
    began_ = open_ = false;
}

task<void> connection::rollback()
{
    enqueued_.clear();
    began_ = false;
    if (!open_)
        co_return;
    co_await run(sql{"ROLLBACK"}, nullptr);
    open_ = false;
}

task<void> connection::finish()
{
    if (enqueued_.empty())
        co_return;
    auto statements = std::exchange(enqueued_, {});
    co_await exchange(std::move(statements));
}

task<bool> connection::answers()
{
    auto const before = response_timeout_;
    if (options_.connect_timeout.count() > 0)
        response_timeout_ = options_.connect_timeout;
    try {
        co_await run(sql{"SELECT 1"}, nullptr);
    }
    catch (error const&) {
        co_return false;
    }
    response_timeout_ = before;
    co_return true;
}

} // namespace praetor::db::postgresql
