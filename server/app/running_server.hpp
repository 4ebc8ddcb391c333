// Everything a running server consists of, wired by constructors.
#pragma once

#include <routes/dashboards.hpp>
#include <routes/routes.hpp>
#include <server/app/open_database.hpp>
#include <server/app/workers/worker_identity.hpp>

#include <server/base/task.hpp>
#include <server/base/thread_pool.hpp>
#include <server/http/connection_counts.hpp>
#include <server/http/server.hpp>
#include <server/services/services.hpp>
#include <server/services/template_worker.hpp>
#include <server/settings/values.hpp>

#include <models/collections/collection_views.hpp>
#include <models/logs/log.hpp>
#include <server/services/access/access_control.hpp>
#include <server/services/access/audit_trail.hpp>
#include <server/services/deferred_tasks.hpp>
#include <server/services/event_bus.hpp>
#include <server/services/poll_marker.hpp>
#include <server/services/scheduled_tasks.hpp>
#include <server/services/streams/stream_relay.hpp>
#include <server/services/tracing/trace_export.hpp>
#include <server/services/worker_channels.hpp>
#include <server/services/worker_reports.hpp>

#include <db/database.hpp>
#include <db/notifications.hpp>
#include <db/replicas.hpp>
#include <db/statement_statistics.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::app {

struct running_options
{
    bool answers_requests = true;
    bool runs_services = true;
    std::vector<int> sockets; // that listen already: it answers there instead of at the host and port of the settings
    std::optional<worker_identity> worker; // where it serves beside others
};

// Members are built, and end in the reverse order. Runs on the io_context's thread; `given` must outlive it.
class running_server
{
public:
    running_server(boost::asio::any_io_executor executor, settings::values const& given, running_options options = {});

    // Takes the port, migrates the database where the settings ask for it, starts the services, then serves. Gives the
    // port, 0 where it has none, or answers no requests. What fails is thrown after all that was started has been
    // stopped again, the last first: the server is to be destroyed then. Cancellation is such a failure. Called once.
    task<std::uint16_t> start();

    // Nothing new is taken; what runs ends within `grace`; queues are stored; the database is closed. Each part is
    // stopped, the last started first, whatever becomes of another; throws the first failure. Must have returned before
    // the server that was started is destroyed. Called again it does nothing; not to be cancelled.
    task<void> stop(std::chrono::milliseconds grace);

    // Where it listens, once it was started: "127.0.0.1:4200", or "unix:/run/praetor.sock".
    std::vector<std::string> addresses() const { return server_.addresses(); }

    // As http::server::reload_tls().
    void reload_tls() { server_.reload_tls(); }

    // Whether everybody is let in: there is neither auth string nor token. Once started.
    bool is_open() const noexcept { return access_.is_open(); }

    db::database& store() noexcept { return *store_; }
    services::event_bus& bus() noexcept { return bus_; }
    services::scheduled_tasks& tasks() noexcept { return tasks_; }
    services::worker_channels& channels() noexcept { return channels_; }
    // Null where no collector is set.
    services::trace_export* traces() noexcept { return traces_.get(); }

private:
    task<void> start_parts();
    void start_answering();

    // What other workers are told of this one (worker_reports).
    std::string own_report(std::string_view topic) const;

    // Forgets what another server on this database has changed, and tells it to whom it concerns.
    void forget_changed(db::notification const& change);

    settings::values const& config_;
    bool answers_requests_;
    db::statement_statistics statements_;
    db::options options_;
    std::unique_ptr<db::database> store_;
    std::unique_ptr<db::replicas> replicas_;           // null where none are set
    std::unique_ptr<db::notifications> notifications_; // null where nothing has to be heard
    services::event_bus bus_;
    models::log_bus logs_;
    services::scheduled_tasks tasks_{1'000'000, config_.server.tasks.scheduling.max_scheduled_queue_size};
    services::stream_relay relay_;
    services::poll_marker polls_;
    models::csrf_token_cache csrf_tokens_{10'000, std::chrono::minutes{1}};
    thread_pool threads_{{.max_held = 32 * 1024 * 1024}}; // two of the longest answers
    std::unique_ptr<services::trace_export> traces_;      // null where no collector is set
    services::template_worker templates_;
    models::collection_views collections_{config_.prefect_folder};
    broadcast<db::notification>::subscription changes_;
    services::worker_channels channels_;
    routes::dashboards dashboards_{routes::resolve_ui_base_urls(config_.server.ui.serve_base),
                                   config_.server.ui.v2_enabled};
    services::access_control access_;
    services::audit_trail audit_;
    // Null where there are no other workers.
    std::unique_ptr<services::worker_reports> reports_;
    std::unique_ptr<http::connection_counts> counts_;
    routes::application app_;
    services::running services_;
    services::deferred_tasks deferred_;
    std::unique_ptr<routes::router> routes_;
    http::server server_;
    // How the parts that were started are stopped, within the grace that is given.
    std::vector<std::function<task<void>(std::chrono::milliseconds)>> stops_;
};

} // namespace praetor::app
