// The background services of a server: started together, stopped together, flushed at the end.
#pragma once

#include <server/services/automations/trigger_evaluation.hpp>
#include <server/services/event_batches.hpp>
#include <server/services/event_bus.hpp>
#include <server/services/service.hpp>
#include <server/services/template_worker.hpp>
#include <server/settings/values.hpp>

#include <server/base/task.hpp>
#include <server/base/thread_pool.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <vector>

namespace praetor::services {

// What services ask for work that must not hold up the server.
struct service_helpers
{
    template_worker& templates;
    thread_pool& threads;
};

// Which services run, the settings say (PREFECT_SERVER_SERVICES_…_ENABLED); none without `with_services`. The
// references must outlive it. Runs on the io_context's thread.
class running
{
public:
    running(boost::asio::any_io_executor executor, db::database& store, event_bus& bus, service_helpers helpers,
            settings::values const& config, bool with_services);

    // As service::trace_with(), of all of them.
    void trace_with(tracing::tracer& by);

    // Starts those that the settings want.
    void start();

    // Stores what is still queued, then ends: all side by side, for each may need its time.
    task<void> stop();

    // Another server has made, changed or deleted automations.
    void look_at_automations();

    std::vector<std::unique_ptr<service>> const& all() const noexcept { return all_; }

private:
    event_batches* add_batches(std::unique_ptr<event_batches> made);
    void add_schedulers(boost::asio::any_io_executor const& executor, db::database& store,
                        settings::scheduler_settings const& given);

    event_bus& bus_;
    std::vector<std::unique_ptr<service>> all_; // in the order of their start
    event_batches* persister_ = nullptr;        // events from outside into table events
    event_batches* recorder_ = nullptr;         // task runs out of their clients' events
    trigger_evaluation* triggers_ = nullptr;    // what automations wait for
    event_bus::subscription hears_;
};

} // namespace praetor::services
