// Fails flow runs that were paused and not resumed in time.
#pragma once

#include <server/services/periodic_service.hpp>
#include <server/services/upkeep/due_rows.hpp>
#include <server/settings/server_settings.hpp>

#include <db/database.hpp>

namespace praetor::services {

// References must outlive it.
class pause_expirations final : public periodic_service
{
public:
    pause_expirations(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                      settings::server_settings const& config);

    task<void> step() override;

private:
    timestamp when_{}; // of the step under way
    due_rows expired_;
};

} // namespace praetor::services
