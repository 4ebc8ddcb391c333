// Gives slots back whose lease nobody renewed (the reference's repossessor).
#pragma once

#include <models/limits/concurrency_lease.hpp>

#include <server/base/periodic.hpp>
#include <server/services/service.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>

namespace praetor::services {

// Looks every `interval`. Servers that share a database share the work: each lease ends once. References must outlive
// it.
class lease_expiry final : public service
{
public:
    lease_expiry(boost::asio::any_io_executor executor, db::database& store, std::chrono::milliseconds interval,
                 models::max_waits waits);

    std::string_view name() const noexcept override { return loop_.name(); }
    void start() override { loop_.start(); }
    task<void> stop() override { return loop_.stop(); }
    std::uint64_t failures() const noexcept override { return loop_.failures(); }

    // Ends every lease that has expired by now. May be cancelled at any await.
    task<void> step();

private:
    db::database& store_;
    models::max_waits waits_;
    periodic loop_;
};

} // namespace praetor::services
