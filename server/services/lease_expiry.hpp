// Gives slots back whose lease nobody renewed (the reference's repossessor).
#pragma once

#include <models/limits/concurrency_lease.hpp>

#include <server/services/periodic_service.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>

namespace praetor::services {

// Looks every `interval`. Servers that share a database share the work: each lease ends once. References must outlive
// it.
class lease_expiry final : public periodic_service
{
public:
    lease_expiry(boost::asio::any_io_executor executor, db::database& store, std::chrono::milliseconds interval,
                 models::max_waits waits);

    // Ends every lease that has expired by now.
    task<void> step() override;

private:
    db::database& store_;
    models::max_waits waits_;
};

} // namespace praetor::services
