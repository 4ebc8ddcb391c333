#include <server/app/dashboard_files.hpp>
#include <server/app/migration_options.hpp>
#include <server/app/open_files.hpp>
#include <server/app/running_server.hpp>

#include <routes/health.hpp>
#include <routes/metrics.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <models/automations/automation.hpp>
#include <models/blocks/collection_blocks.hpp>
#include <models/blocks/system_blocks.hpp>
#include <models/events/event_limits.hpp>
#include <models/work_pools/pool_notification.hpp>

#include <server/services/cleanup_reconciler.hpp>
#include <server/settings/text_checks.hpp>

#include <db/grammar.hpp>
#include <db/health.hpp>
#include <db/result_budget.hpp>
#include <db/schema/migrate.hpp>
#include <db/schema/own_tables.hpp>
#include <db/wait.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace praetor::app {
namespace {

namespace this_coro = boost::asio::this_coro;

http::tls_options tls_options(settings::praetor_tls_settings const& tls)
{
    if (tls.cert_file.empty() && !(tls.key_file.empty() && tls.client_ca_file.empty()))
        throw error{errc::bad_setting, "PRAETOR_TLS_CERT_FILE is empty, and a key or an authority of clients without a "
                                       "certificate is of no use"};
    return {.certificate_file = tls.cert_file,
            .key_file = tls.key_file,
            .key_password = tls.key_password.text,
            .client_ca_file = tls.client_ca_file,
            .needs_client_certificate = tls.client_cert == "required"};
}

http::server_options http_options(settings::values const& config, thread_pool& threads, services::trace_export* traces,
                                  running_options const& how, http::connection_counts* counts)
{
    http::server_options options;
    options.threads = &threads;
    options.tracer = traces != nullptr ? &traces->tracer() : nullptr;
    auto const& api = config.server.api;
    if (api.host.empty())
        throw error{errc::bad_setting, "PREFECT_SERVER_API_HOST is empty: name an address, or 0.0.0.0 for all of them"};
    options.host = api.host;
    options.port = api.port;
    options.sockets = how.sockets;
    options.counts = counts;
    options.slot = how.worker ? how.worker->slot : 0;
    options.unix_mode = settings::mode_of(config.praetor.unix_socket_mode);
    options.tls = tls_options(config.praetor.tls);
    options.keep_alive = api.keepalive_timeout;
    options.ping_interval = api.websocket_ping_interval;
    options.ping_timeout = api.websocket_ping_timeout;
    options.cors.origins = api.cors_allowed_origins;
    options.cors.methods = api.cors_allowed_methods;
    options.cors.headers = api.cors_allowed_headers;
    options.max_connections = std::min(options.max_connections, connections_within_limits());
    options.proxies = http::trusted_proxies{config.praetor.forwarded_allow_ips};
    return options;
}

std::unique_ptr<services::trace_export> open_traces(boost::asio::any_io_executor executor, thread_pool& threads,
                                                    settings::values const& config)
{
    auto how = services::trace_options_of(config.praetor.otel);
    return how ? std::make_unique<services::trace_export>(std::move(executor), threads, std::move(*how)) : nullptr;
}

models::event_limits event_limits(settings::server_events_settings const& events)
{
    return {.size_bytes = events.maximum_size_bytes,
            .related_resources = events.maximum_related_resources,
            .labels_per_resource = events.maximum_labels_per_resource,
            .event_name_length = events.maximum_event_name_length};
}

db::options observed(db::options how, db::statement_observer& observer)
{
    how.observer = &observer;
    how.results = std::make_shared<db::result_budget>(); // replicas share it
    how.server = uuid::random();
    return how;
}

std::unique_ptr<db::replicas> open_replicas(boost::asio::any_io_executor executor, db::database& writer,
                                            settings::values const& config, db::options const& of_writer)
{
    std::vector<std::unique_ptr<db::database>> stores;
    std::vector<std::string> names;
    for (auto& one : replicas_of(config, of_writer)) {
        stores.push_back(db::open(executor, std::move(one.how)));
        names.push_back(std::move(one.name));
    }
    if (stores.empty())
        return nullptr;
    return std::make_unique<db::replicas>(executor, writer, std::move(stores), std::move(names),
                                          config.praetor.database.max_replica_lag);
}

// What other servers change that this one holds, or its clients know. Null on SQLite, which has one server.
std::unique_ptr<db::notifications> listen_for_changes(boost::asio::any_io_executor executor,
                                                      settings::values const& config, db::options const& how,
                                                      bool with_services)
{
    std::vector<std::string> channels{std::string{models::changed_channel}};
    if (with_services && config.server.services.triggers.enabled)
        channels.emplace_back(models::automation_change_channel);
    return db::listen(executor, how, std::move(channels));
}

std::unique_ptr<services::worker_reports> open_reports(boost::asio::any_io_executor executor,
                                                       std::optional<worker_identity> const& worker,
                                                       services::worker_reports::own_report own)
{
    return worker ? std::make_unique<services::worker_reports>(std::move(executor), worker->number, worker->reports,
                                                               worker->folder, std::move(own))
                  : nullptr;
}

} // namespace

running_server::running_server(boost::asio::any_io_executor executor, settings::values const& given,
                               running_options how)
    : config_(given), answers_requests_(how.answers_requests),
      statements_(std::chrono::milliseconds{given.praetor.database.slow_query_ms}, given.praetor.database.echo_values,
                  given.has_metrics()),
      options_(observed(database_options(given), statements_)), store_(db::open(executor, options_)),
      replicas_(open_replicas(executor, *store_, given, options_)),
      notifications_(listen_for_changes(executor, given, options_, how.runs_services)),
      relay_(executor, *store_, bus_, logs_), polls_(executor, *store_, bus_),
      traces_(open_traces(executor, threads_, given)), templates_(executor),
      channels_(executor, *store_, services::cleanup_policy_of(config_.server.worker_channel)),
      access_(executor, *store_, given.server.api.auth_string.text, given.praetor.login_failures),
      audit_(executor, *store_, bus_, given.praetor.audit_retention_period),
      reports_(open_reports(executor, how.worker, [this](auto topic) { return own_report(topic); })),
      counts_(how.worker
                  ? std::make_unique<http::connection_counts>(http::connection_counts::shared{how.worker->counts})
                  : nullptr),
      app_{*store_,      replicas_.get(), statements_,   bus_,       logs_,    tasks_,
           relay_,       polls_,          csrf_tokens_,  templates_, threads_, config_,
           collections_, channels_,       dashboards_,   access_,    audit_,   event_limits(config_.server.events),
           &services_,   traces_.get(),   reports_.get()},
      services_(executor, *store_, bus_, {templates_, threads_}, config_, how.runs_services),
      deferred_(executor, *store_, tasks_, config_.praetor.task_claim_seconds), routes_(routes::make_router(app_)),
      server_(executor, *routes_, http_options(config_, threads_, traces_.get(), how, counts_.get()))
{
    if (traces_)
        services_.trace_with(traces_->tracer());
    if (notifications_)
        changes_ =
            notifications_->heard().subscribe([this](db::notification const& change) { forget_changed(change); });
}

void running_server::forget_changed(db::notification const& change)
{
    std::string_view const payload = change.payload;
    if (change.channel.empty())
        csrf_tokens_.clear();
    if (change.channel.empty() || change.channel == models::automation_change_channel)
        services_.look_at_automations();
    else if (payload.starts_with(models::csrf_token_topic))
        csrf_tokens_.forget(std::string{payload.substr(models::csrf_token_topic.size())});
    else if (auto const changed = models::parse_pool_notification(payload);
             changed && changed->server != options_.server)
        channels_.send_change(changed->work_pool,
                              {changed->is_deleted ? "work_pool_deleted" : "work_pool_updated", changed->is_deleted});
}

task<std::uint16_t> running_server::start()
{
    using grace = std::chrono::milliseconds;
    // At last, when the database has closed, requests end that had to wait for it.
    stops_.push_back([this](grace) { return server_.join(); });
    stops_.push_back([this](grace) { return store_->close(); });
    std::exception_ptr failed;
    std::uint16_t port = 0;
    try {
        port = answers_requests_ ? server_.bind() : std::uint16_t{0};
        co_await start_parts();
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (!failed)
        co_return port;
    // Where the caller was cancelled, what was started must be stopped all the same.
    co_await this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
    try {
        co_await stop(grace::zero());
    }
    catch (std::exception const& second) {
        log::error("server", "stopping after a failed start: {}", message_of(second));
    }
    std::rethrow_exception(failed);
}

task<void> running_server::start_parts()
{
    using grace = std::chrono::milliseconds;
    co_await db::wait_until_it_answers(*store_, config_.praetor.database.wait_seconds);
    if (config_.server.database.migrate_on_start)
        co_await db::upgrade(*store_, migration_options(config_));
    else
        co_await db::require_head(*store_);
    co_await db::make_own_tables(*store_);
    co_await access_.load();
    if (config_.server.register_blocks_on_start) {
        co_await store_->transaction(models::register_protected_blocks);
        co_await models::register_collection_blocks(*store_, config_.prefect_folder);
    }
    if (answers_requests_) {
        auto const folders = co_await threads_.run(copy_dashboards, config_);
        dashboards_.serve(folders.v1, folders.v2);
    }
    if (replicas_) {
        stops_.push_back([this](grace) { return replicas_->stop(); });
        replicas_->start();
    }
    if (notifications_) {
        stops_.push_back([this](grace) { return notifications_->stop(); });
        notifications_->start();
    }
    if (traces_) { // after all that it tells of
        stops_.push_back([this](grace within) { return traces_->stop(within); });
        traces_->start();
    }
    if (answers_requests_) {
        stops_.push_back([this](grace) { return access_.stop(); });
        access_.start();
        stops_.push_back([this](grace) { return audit_.stop(); });
        audit_.start();
    }
    if (store_->grammar().writes_in_parallel()) { // where there may be other servers
        stops_.push_back([this](grace) { return relay_.stop(); });
        relay_.start();
    }
    stops_.push_back([this](grace) { return templates_.stop(); }); // of services and requests
    stops_.push_back([this](grace) { return services_.stop(); });
    services_.start();
    if (answers_requests_)
        start_answering();
}

void running_server::start_answering()
{
    using grace = std::chrono::milliseconds;
    stops_.push_back([this](grace) { return polls_.stop(); });
    polls_.start();
    stops_.push_back([this](grace) { return deferred_.stop(); });
    deferred_.start();
    stops_.push_back([this](grace) { return channels_.stop(); });
    channels_.start();
    if (reports_) {
        stops_.push_back([this](grace) { return reports_->stop(); });
        reports_->start();
    }
    stops_.push_back([this](grace within) { return server_.stop(within); });
    server_.start();
}

std::string running_server::own_report(std::string_view topic) const
{
    if (topic == routes::metrics_topic)
        return routes::metrics_text(app_);
    return topic == routes::pool_topic ? json::to_text(db::pool_health_of(store_->statistics())) : std::string{};
}

task<void> running_server::stop(std::chrono::milliseconds grace)
{
    std::exception_ptr first;
    while (!stops_.empty()) {
        auto const stop_part = std::move(stops_.back());
        stops_.pop_back();
        try {
            co_await stop_part(grace);
        }
        catch (...) {
            if (!first)
                first = std::current_exception();
        }
    }
    if (first)
        std::rethrow_exception(first);
}

} // namespace praetor::app
