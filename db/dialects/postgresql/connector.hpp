// Opens connections: PQconnectStart and PQconnectPoll on the io_context, and finds out whether a pooler such as
// PgBouncer stands between.
#pragma once

#include <db/dialects/postgresql/canceller.hpp>
#include <db/dialects/postgresql/connection.hpp>
#include <db/dialects/postgresql/conninfo.hpp>
#include <db/options.hpp>
#include <db/pool/connector.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>

namespace praetor::db::postgresql {

class connector final : public db::connector
{
public:
    // Throws as conninfo does.
    connector(boost::asio::any_io_executor executor, options const& how);

    // As a make_connector.
    static std::unique_ptr<db::connector> make(boost::asio::any_io_executor executor, options const& how);

    task<std::unique_ptr<pooled_connection>> connect() override;
    // The same, for who needs what PostgreSQL's have beyond others.
    task<std::unique_ptr<connection>> open();
    void cancel(pooled_connection const& abandoned) noexcept override;
    bool through_pooler() const noexcept override { return pooler_.value_or(false); }
    std::string const& shown() const noexcept override { return to_.shown(); }

private:
    task<std::unique_ptr<connection>> start();
    task<void> shake_hands(connection& made);
    task<void> ask_for_pooler(connection& made);

    boost::asio::any_io_executor executor_;
    options const& options_;
    conninfo to_;
    std::optional<bool> pooler_;
    canceller canceller_;
};

} // namespace praetor::db::postgresql
