// What processes on one database tell each other (PostgreSQL manual: NOTIFY, LISTEN).
#pragma once

#include <db/connection.hpp>

#include <server/base/broadcast.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::db {

struct options;

struct notification
{
    std::string channel; // empty: some may have been missed, for the connection was made anew
    std::string payload;
};

// Hears what others, and this process itself, told on the channels, after their commits, in order. One thread.
class notifications
{
public:
    notifications() = default;
    notifications(notifications const&) = delete;
    notifications& operator=(notifications const&) = delete;
    virtual ~notifications() = default;

    // Used on the executor's thread. Once started it is stopped before it is destroyed.
    virtual void start() = 0;
    // Hears no more, and returns when the connection is closed; at most the connect timeout later. A cancelled stop()
    // throws operation_aborted and may be called again.
    virtual task<void> stop() = 0;

    // Subscribers are told on the executor's thread.
    broadcast<notification>& heard() noexcept { return heard_; }

private:
    broadcast<notification> heard_;
};

// On a connection of its own, which is made again whenever it is lost. Null on SQLite, where there is one process.
// Behind a pooler in transaction mode nothing is ever heard, and the log says so. `channels` are plain names.
std::unique_ptr<notifications> listen(boost::asio::any_io_executor executor, options const& how,
                                      std::vector<std::string> channels);

// Told with the commit of the transaction; nothing on SQLite. Payloads of 8,000 bytes or more are not told.
void enqueue_notification(connection& conn, std::string_view channel, std::string_view payload);

} // namespace praetor::db
