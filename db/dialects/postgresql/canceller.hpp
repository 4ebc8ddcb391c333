// Asks the server to cancel what a connection runs (PostgreSQL manual, 34.7). libpq 15 can only do so blocking, on a
// connection of its own, so each request has a thread, and there are few of them.
#pragma once

#include <libpq-fe.h>

#include <atomic>
#include <memory>

namespace praetor::db::postgresql {

class canceller
{
public:
    static constexpr int max_at_once = 4;

    // Takes the key of the connection and returns at once; the connection may be closed then. Where as many requests
    // are under way as may be, nothing is sent: the server's own statement timeout has to do. Never throws.
    void cancel(PGconn* connection) noexcept;

private:
    // A request to a server that hangs does too, and outlives the pool.
    std::shared_ptr<std::atomic<int>> under_way_ = std::make_shared<std::atomic<int>>(0);
};

} // namespace praetor::db::postgresql
