#include <db/dialects/postgresql/addresses.hpp>
#include <db/dialects/postgresql/connector.hpp>
#include <db/dialects/postgresql/errors.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <boost/asio/use_awaitable.hpp>

#include <string_view>
#include <vector>

namespace praetor::db::postgresql {
namespace {

using boost::asio::use_awaitable;
using descriptor = boost::asio::posix::stream_descriptor;

// PgBouncer names the parameter of the startup packet that it does not pass on.
bool refuses_parameters(std::string_view message)
{
    return message.find("unsupported startup parameter") != std::string_view::npos;
}

} // namespace

connector::connector(boost::asio::any_io_executor executor, options const& how)
    : executor_(std::move(executor)), options_(how), to_(how), pooler_(how.pooler)
{}

std::unique_ptr<db::connector> connector::make(boost::asio::any_io_executor executor, options const& how)
{
    return std::make_unique<connector>(std::move(executor), how);
}

void connector::cancel(pooled_connection const& abandoned) noexcept
{
    canceller_.cancel(static_cast<connection const&>(abandoned).handle());
}

task<std::unique_ptr<pooled_connection>> connector::connect()
{
    auto made = co_await open();
    co_return made;
}

task<std::unique_ptr<connection>> connector::open()
{
    bool knows = pooler_.has_value();
    if (!knows) {
        try {
            auto made = co_await start();
            co_await ask_for_pooler(*made);
            co_return made;
        }
        catch (error const& failed) {
            if (!refuses_parameters(failed.what()))
                throw;
        }
        if (!pooler_)
            log::info("db", "{} is a pooler: statements stay unprepared, settings go with each transaction", shown());
        pooler_ = true;
    }
    auto made = co_await start();
    co_return made;
}

// The process that a pooler names to its clients is an invention of its own.
task<void> connector::ask_for_pooler(connection& made)
{
    auto const answers = co_await made.value<std::int64_t>(sql{"SELECT pg_backend_pid()"});
    bool const found = answers != made.backend();
    if (found && !pooler_)
        log::info("db", "{} is a pooler: statements stay unprepared, settings go with each transaction", shown());
    pooler_ = found;
    if (found)
        made.go_through_pooler(to_.session_statement());
}

task<std::unique_ptr<connection>> connector::start()
{
    auto made = std::make_unique<connection>(executor_, options_);
    if (through_pooler())
        made->go_through_pooler(to_.session_statement());
    auto given = to_.keywords(through_pooler());
    co_await add_addresses(given);
    std::vector<char const*> keywords, values;
    for (auto const& [keyword, value] : given) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    made->handle_ = PQconnectStartParams(keywords.data(), values.data(), 0);
    if (made->handle_ == nullptr || PQstatus(made->handle_) == CONNECTION_BAD)
        throw_lost(made->handle_);

    if (options_.connect_timeout.count() > 0)
        co_await with_deadline(options_.connect_timeout, shake_hands(*made),
                               "PostgreSQL at " + shown() + ": no connection within " +
                                   std::to_string(options_.connect_timeout.count()) + " ms");
    else
        co_await shake_hands(*made);
    if (PQsetnonblocking(made->handle_, 1) != 0 || PQenterPipelineMode(made->handle_) != 1)
        throw_lost(made->handle_);
    if (auto const correction = to_.correction_of(made->handle_); !through_pooler() && !correction.empty())
        co_await made->run_script(correction);
    co_return made;
}

task<void> connector::shake_hands(connection& made)
{
    auto state = PGRES_POLLING_WRITING;
    while (state != PGRES_POLLING_OK) {
        if (state == PGRES_POLLING_FAILED)
            throw_lost(made.handle_);
        // libpq may have tried another address with another socket since.
        made.adopt_socket();
        auto const side = state == PGRES_POLLING_READING ? descriptor::wait_read : descriptor::wait_write;
        co_await made.socket_.async_wait(side, use_awaitable);
        state = PQconnectPoll(made.handle_);
    }
    made.adopt_socket();
}

} // namespace praetor::db::postgresql
