// Opens connections: PQconnectStart and PQconnectPoll on the io_context, and finds out whether a pooler such as
// PgBouncer stands between.
#pragma once

#include <db/dialects/postgresql/connection.hpp>
#include <db/dialects/postgresql/conninfo.hpp>
#include <db/options.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>

namespace praetor::db::postgresql {

class connector
{
public:
    // Throws as conninfo does.
    connector(boost::asio::any_io_executor executor, options const& how);

    // error{errc::unavailable} where the server refuses, with its message; errc::timeout where the connect timeout passes.
    // The connection refers to the options, and ends before them. Cancellation closes what was begun.
    task<std::unique_ptr<connection>> connect();

    // Whether a pooler in transaction mode stands between; false until a connection has shown it.
    bool through_pooler() const noexcept { return pooler_.value_or(false); }
    // Where it connects to, for the log.
    std::string const& shown() const noexcept { return to_.shown(); }

private:
    task<std::unique_ptr<connection>> start();
    task<void> shake_hands(connection& made);
    task<void> ask_for_pooler(connection& made);

    boost::asio::any_io_executor executor_;
    options const& options_;
    conninfo to_;
    std::optional<bool> pooler_;
};

} // namespace praetor::db::postgresql
