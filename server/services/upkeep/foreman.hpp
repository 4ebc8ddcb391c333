// Notes which workers have fallen silent, and which pools, queues and deployments nobody asks for runs.
#pragma once

#include <server/services/event_bus.hpp>
#include <server/services/periodic_service.hpp>
#include <server/settings/server_settings.hpp>

#include <db/database.hpp>

namespace praetor::services {

// References must outlive it.
class foreman final : public periodic_service
{
public:
    foreman(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
            settings::server_settings const& config);

    task<void> step() override;

private:
    db::database& store_;
    event_bus& bus_;
    settings::foreman_settings const& config_;
};

} // namespace praetor::services
