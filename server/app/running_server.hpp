// Everything a running server consists of, wired by constructors.
#pragma once

#include <routes/routes.hpp>
#include <server/app/open_database.hpp>

#include <server/base/task.hpp>
#include <server/http/server.hpp>
#include <server/services/services.hpp>
#include <server/settings/sources.hpp>

#include <models/logs/log.hpp>
#include <server/services/event_bus.hpp>
#include <server/services/scheduled_tasks.hpp>

#include <db/database.hpp>
#include <db/notifications.hpp>
#include <db/replicas.hpp>
#include <db/statement_statistics.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <memory>

namespace praetor::app {

// Members are built, and end in the reverse order. Runs on the io_context's thread; `given` must outlive it.
class running_server
{
public:
    running_server(boost::asio::any_io_executor executor, settings::values const& given, bool with_services);

    // Migrates the database where the settings ask for it, then serves. Gives the port.
    task<std::uint16_t> start();

    // Nothing new is taken; what runs ends within `grace`; queues are stored; the database is closed.
    task<void> stop(std::chrono::milliseconds grace);

    db::database& store() noexcept { return *store_; }
    services::event_bus& bus() noexcept { return bus_; }

private:
    // Forgets what another server on this database has changed.
    void forget_changed(db::notification const& change);

    settings::values const& config_;
    db::statement_statistics statements_;
    db::options options_;
    std::unique_ptr<db::database> store_;
    std::unique_ptr<db::replicas> replicas_;           // null where none are set
    std::unique_ptr<db::notifications> notifications_; // null where nothing has to be heard
    services::event_bus bus_;
    models::log_bus logs_;
    services::scheduled_tasks tasks_;
    models::csrf_token_cache csrf_tokens_{10'000, std::chrono::minutes{1}};
    broadcast<db::notification>::subscription changes_;
    routes::application app_;
    services::running services_;
    std::unique_ptr<routes::router> routes_;
    http::server server_;
};

} // namespace praetor::app
