// Gives slots back whose lease nobody renewed (the reference's repossessor).
#pragma once

#include <models/limits/concurrency_lease.hpp>

#include <server/base/periodic.hpp>
#include <server/base/task.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>

namespace praetor::services {

// Looks every `interval`. Servers that share a database share the work: each lease ends once. References must outlive
// it. Runs on the io_context's thread.
class lease_expiry
{
public:
    lease_expiry(boost::asio::any_io_executor executor, db::database& store, std::chrono::milliseconds interval,
                 models::max_waits waits);

    void start() { loop_.start(); }
    task<void> stop() { return loop_.stop(); }

private:
    task<void> expire();

    db::database& store_;
    models::max_waits waits_;
    periodic loop_;
};

} // namespace praetor::services
