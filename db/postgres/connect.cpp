// Opening a connection: PQconnectStart and PQconnectPoll on the io_context.
#include <db/postgres/connection.hpp>
#include <db/postgres/errors.hpp>

#include <server/base/error.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <vector>

namespace praetor::db::postgres {
namespace {

using boost::asio::use_awaitable;
using descriptor = boost::asio::posix::stream_descriptor;

// What the server sets for the session, beside what the user's URL says.
std::string session_options(options const& how)
{
    std::string text = "-c timezone=UTC -c client_min_messages=warning";
    if (how.statement_timeout.count() > 0)
        text += " -c statement_timeout=" + std::to_string(how.statement_timeout.count());
    if (!how.search_path.empty())
        text += " -c search_path=" + how.search_path;
    return text;
}

} // namespace

task<std::unique_ptr<connection>> connection::connect(boost::asio::any_io_executor executor, options how)
{
    auto made = std::make_unique<connection>(executor, how);
    auto const session = session_options(how);
    char const* const keywords[] = {"dbname", "options", "application_name", "client_encoding", nullptr};
    char const* const values[] = {how.conninfo.c_str(), session.c_str(), how.application_name.c_str(), "UTF8", nullptr};
    made->handle_ = PQconnectStartParams(keywords, values, 1);
    if (made->handle_ == nullptr || PQstatus(made->handle_) == CONNECTION_BAD)
        throw_lost(made->handle_);

    // The deadline closes the descriptor under the wait, which then fails.
    boost::asio::steady_timer deadline{executor};
    auto timed_out = std::make_shared<bool>(false);
    auto const arm = [&] {
        deadline.async_wait([timed_out, socket = &made->socket_](boost::system::error_code ec) {
            if (ec)
                return;
            *timed_out = true;
            socket->cancel();
        });
    };
    if (how.connect_timeout.count() > 0) {
        deadline.expires_after(how.connect_timeout);
        arm();
    }
    auto state = PGRES_POLLING_WRITING;
    while (state != PGRES_POLLING_OK) {
        if (state == PGRES_POLLING_FAILED)
            throw_lost(made->handle_);
        // libpq may have tried another address with another socket since.
        if (made->socket_.is_open())
            made->socket_.release();
        made->socket_.assign(PQsocket(made->handle_));
        auto const side = state == PGRES_POLLING_READING ? descriptor::wait_read : descriptor::wait_write;
        auto [ec] = co_await made->socket_.async_wait(side, boost::asio::as_tuple(use_awaitable));
        if (*timed_out)
            throw error{errc::unavailable,
                        "PostgreSQL: no connection within " + std::to_string(how.connect_timeout.count()) + " ms"};
        if (ec)
            throw boost::system::system_error{ec};
        state = PQconnectPoll(made->handle_);
    }
    deadline.cancel();
    if (!made->socket_.is_open() || made->socket_.native_handle() != PQsocket(made->handle_)) {
        if (made->socket_.is_open())
            made->socket_.release();
        made->socket_.assign(PQsocket(made->handle_));
    }
    if (PQsetnonblocking(made->handle_, 1) != 0 || PQenterPipelineMode(made->handle_) != 1)
        throw_lost(made->handle_);
    co_return made;
}

} // namespace praetor::db::postgres
