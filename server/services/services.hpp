// The background services of a server: started together, stopped together, flushed at the end.
#pragma once

#include <models/events/event_bus.hpp>

#include <server/base/task.hpp>
#include <server/settings/sources.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace praetor::services {

class event_persister;
class task_run_recorder;

// Which services run, the settings say (PREFECT_SERVER_SERVICES_…_ENABLED); none but the event streams without
// `with_services`. The references must outlive it. Runs on the io_context's thread.
class running
{
public:
    running(boost::asio::any_io_executor executor, db::database& store, models::event_bus& bus,
            settings::values const& config, bool with_services);
    ~running();

    void start();

    // Stores what is still queued, then ends.
    task<void> stop();

private:
    std::unique_ptr<event_persister> persister_;
    std::unique_ptr<task_run_recorder> recorder_;
};

} // namespace praetor::services
