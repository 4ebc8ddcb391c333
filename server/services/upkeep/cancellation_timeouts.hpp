// Cancels flow runs that were told to stop and did not say in time that they did, and has workers remove what they left
// behind.
#pragma once

#include <server/services/periodic_service.hpp>
#include <server/services/upkeep/due_rows.hpp>
#include <server/settings/server_settings.hpp>

#include <db/database.hpp>

namespace praetor::services {

// Switched on and timed with cancellation_cleanup, of which it is a part in the reference. References must outlive it.
class cancellation_timeouts final : public periodic_service
{
public:
    cancellation_timeouts(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                          settings::server_settings const& config);

    task<void> step() override;

private:
    std::chrono::milliseconds timeout_;
    timestamp before_{}; // of the step under way
    due_rows runs_;
};

} // namespace praetor::services
