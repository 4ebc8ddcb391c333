// How a pool gets its connections.
#pragma once

#include <db/options.hpp>
#include <db/pool/pooled_connection.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace praetor::db {

// On the io_context's thread.
class connector
{
public:
    connector() = default;
    connector(connector const&) = delete;
    connector& operator=(connector const&) = delete;
    virtual ~connector() = default;

    // error{errc::unavailable} where the server refuses, with its message; errc::timeout where the connect timeout
    // passes. The connection ends before the connector. Cancellation closes what was begun.
    virtual task<std::unique_ptr<pooled_connection>> connect() = 0;
    // Asks the server to end what an abandoned connection of its own runs. Returns at once; never throws.
    virtual void cancel(pooled_connection const& abandoned) noexcept = 0;

    // Whether a pooler in transaction mode stands between; false until a connection has shown it.
    virtual bool through_pooler() const noexcept = 0;
    // Where it connects to, for the log.
    virtual std::string const& shown() const noexcept = 0;
};

// Makes the connector of a dialect; the options outlive it. Throws error{errc::bad_setting} for what can not work.
using make_connector = std::unique_ptr<connector> (*)(boost::asio::any_io_executor executor, options const& how);

} // namespace praetor::db
