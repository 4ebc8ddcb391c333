// Cancels what is left of flow runs that were cancelled, their task runs and their subflows with all below them; and
// flow runs that were told to stop and did not say in time that they did.
#pragma once

#include <server/services/periodic_service.hpp>
#include <server/services/upkeep/due_rows.hpp>
#include <server/settings/server_settings.hpp>

#include <models/flow_runs/cancelled_children.hpp>

#include <db/database.hpp>

namespace praetor::services {

// The first step looks at all that has not ended; each further one at what was written since the one before, with a
// minute more for transactions that took long. References must outlive it.
class cancellation_cleanup final : public periodic_service
{
public:
    cancellation_cleanup(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                         settings::server_settings const& config);

    task<void> step() override;

private:
    // Gives how many were cancelled.
    task<std::int64_t> settle_all();

    models::cancelled_since since_;         // of the step under way
    std::optional<timestamp> next_changed_; // of the next one
    due_rows task_runs_;
    due_rows subflows_;
    timestamp unanswered_since_{}; // of the step under way
    due_rows unanswered_;
    settings::cancellation_cleanup_settings const& config_;
};

} // namespace praetor::services
