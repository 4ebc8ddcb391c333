// What every handler reaches beside its own parameters.
#pragma once

#include <models/csrf_token.hpp>
#include <models/events/event_limits.hpp>
#include <models/limits/concurrency_limit.hpp>
#include <models/logs/log.hpp>
#include <models/with_events.hpp>
#include <server/services/event_bus.hpp>
#include <server/services/poll_marker.hpp>
#include <server/services/scheduled_tasks.hpp>

#include <server/base/thread_pool.hpp>
#include <server/http/request.hpp>
#include <server/http/response.hpp>
#include <server/http/router.hpp>

#include <server/services/template_worker.hpp>
#include <server/settings/values.hpp>

#include <db/database.hpp>
#include <db/request_database.hpp>
#include <db/statement_statistics.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {
class collection_views;
}
namespace praetor::services {
class access_control;
class audit_trail;
class running;
class stream_relay;
class trace_export;
class worker_channels;
class worker_reports;
} // namespace praetor::services

namespace praetor::routes {

class dashboards;

// The objects that live as long as the server; main owns them.
struct application
{
    db::database& store;
    db::replicas* replicas; // null where every read goes to the writer
    db::statement_statistics& statements;
    services::event_bus& bus;
    models::log_bus& logs;
    services::scheduled_tasks& tasks;
    services::stream_relay& relay;
    services::poll_marker& polls;
    models::csrf_token_cache& csrf_tokens;
    services::template_worker& templates;
    thread_pool& threads; // for what takes longer than a millisecond
    settings::values const& config;
    models::collection_views const& collections;
    services::worker_channels& channels;
    dashboards& boards;
    services::access_control& access;
    services::audit_trail& audit;
    models::event_limits event_limits; // of events that clients send
    services::running const* services = nullptr;
    services::trace_export const* traces = nullptr; // null where no collector is told of traces
    services::worker_reports* reports = nullptr;    // null where this process serves alone
};

// One request's view of the application; lives as long as its handler runs.
class scope
{
public:
    scope(application& app, http::request& rq);

    db::database& db() noexcept { return store_; }
    services::event_bus& bus() const noexcept { return app_.bus; }
    models::log_bus& logs() const noexcept { return app_.logs; }
    services::scheduled_tasks& tasks() const noexcept { return app_.tasks; }
    services::stream_relay& relay() const noexcept { return app_.relay; }
    services::poll_marker& polls() const noexcept { return app_.polls; }
    models::csrf_token_cache& csrf_tokens() const noexcept { return app_.csrf_tokens; }
    services::template_worker& templates() const noexcept { return app_.templates; }
    thread_pool& threads() const noexcept { return app_.threads; }
    services::access_control& access() const noexcept { return app_.access; }
    settings::values const& config() const noexcept { return app_.config; }
    application const& app() const noexcept { return app_; }
    http::request& request() const noexcept { return rq_; }

    // The page of a body's limit: errc::unprocessable, in the reference's words, outside 0 …
    // PREFECT_SERVER_API_DEFAULT_LIMIT.
    std::int64_t limit(std::optional<std::int64_t> wanted) const;

    // What the answer is made of, when the handler is done.
    http::kept_result take_kept();

    // As the settings say.
    models::max_waits max_slot_waits() const;

    // Puts the events of a committed write on the bus.
    void publish(std::vector<models::event> events) const;

private:
    application& app_;
    http::request& rq_;
    db::request_database store_;
};

using router = http::basic_router<scope>;
using http::audited;
using http::body;
using http::fields;
using http::query;
using http::reply;

// {"detail": text} with 404.
[[noreturn]] void refuse_unknown(std::string const& text);

} // namespace praetor::routes
