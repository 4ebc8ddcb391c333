// The background services of a server: started together, stopped together, flushed at the end.
#pragma once

#include <server/services/event_bus.hpp>

#include <server/base/task.hpp>
#include <server/services/event_batches.hpp>
#include <server/services/lease_expiry.hpp>
#include <server/settings/sources.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace praetor::services {

// Which services run, the settings say (PREFECT_SERVER_SERVICES_…_ENABLED); none without `with_services`. The references
// must outlive it. Runs on the io_context's thread.
class running
{
public:
    running(boost::asio::any_io_executor executor, db::database& store, event_bus& bus, settings::values const& config,
            bool with_services);

    void start();

    // Stores what is still queued, then ends.
    task<void> stop();

private:
    event_bus& bus_;
    std::unique_ptr<event_batches> persister_; // events from outside into table events
    std::unique_ptr<event_batches> recorder_;  // task runs out of their clients' events
    std::unique_ptr<lease_expiry> expiry_;     // slots of expired leases
    event_bus::subscription hears_;
};

} // namespace praetor::services
