#include <server/app/migration_options.hpp>
#include <server/app/running_server.hpp>

#include <server/base/error.hpp>

#include <models/blocks/system_blocks.hpp>
#include <models/events/event_limits.hpp>

#include <db/schema/migrate.hpp>
#include <db/schema/own_tables.hpp>
#include <db/wait.hpp>

namespace praetor::app {
namespace {

http::server_options http_options(settings::values const& config)
{
    http::server_options how;
    how.host = config.text("server.api.host");
    how.port = static_cast<std::uint16_t>(config.integer("server.api.port"));
    how.keep_alive = config.seconds("server.api.keepalive_timeout");
    how.ping_interval = config.seconds("server.api.websocket_ping_interval");
    how.ping_timeout = config.seconds("server.api.websocket_ping_timeout");
    how.cors.origins = config.list("server.api.cors_allowed_origins");
    how.cors.methods = config.list("server.api.cors_allowed_methods");
    how.cors.headers = config.list("server.api.cors_allowed_headers");
    return how;
}

void set_event_limits(settings::values const& config)
{
    auto const count = [&](std::string_view path) { return static_cast<std::size_t>(config.integer(path)); };
    auto& limits = models::limits_of_events();
    limits.size_bytes = count("server.events.maximum_size_bytes");
    limits.related_resources = count("server.events.maximum_related_resources");
    limits.labels_per_resource = count("server.events.maximum_labels_per_resource");
    limits.event_name_length = count("server.events.maximum_event_name_length");
}

std::chrono::milliseconds slow_span(settings::values const& config)
{
    auto const slow = config.integer("praetor.database.slow_query_ms");
    if (slow < 0)
        throw error{errc::bad_setting, "PRAETOR_DATABASE_SLOW_QUERY_MS must be 0 (never) or more"};
    return std::chrono::milliseconds{slow};
}

db::options observed(db::options how, db::statement_observer& observer)
{
    how.observer = &observer;
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
                                          config.seconds("praetor.database.max_replica_lag"));
}

// Null where no cache of this server can be made stale by another one.
std::unique_ptr<db::notifications> listen_for_changes(boost::asio::any_io_executor executor,
                                                      settings::values const& config, db::options const& how)
{
    if (!config.boolean("server.api.csrf_protection_enabled"))
        return nullptr;
    return db::listen(executor, how, {std::string{models::changed_channel}});
}

} // namespace

running_server::running_server(boost::asio::any_io_executor executor, settings::values const& given, bool with_services)
    : config_(given), statements_(slow_span(given), given.boolean("praetor.database.echo_values"),
                                  given.boolean("praetor.metrics.enabled")),
      options_(observed(database_options(given), statements_)), store_(db::open(executor, options_)),
      replicas_(open_replicas(executor, *store_, given, options_)),
      notifications_(listen_for_changes(executor, given, options_)),
      app_{*store_,      replicas_.get(), statements_,
           bus_,         logs_,           tasks_,
           csrf_tokens_, config_,         config_.integer("server.api.default_limit")},
      services_(executor, *store_, bus_, config_, with_services), routes_(routes::make_router(app_)),
      server_(executor, *routes_, http_options(config_))
{
    set_event_limits(config_);
    if (notifications_)
        changes_ =
            notifications_->heard().subscribe([this](db::notification const& change) { forget_changed(change); });
}

void running_server::forget_changed(db::notification const& change)
{
    std::string_view const payload = change.payload;
    if (change.channel.empty())
        csrf_tokens_.clear();
    else if (payload.starts_with(models::csrf_token_topic))
        csrf_tokens_.forget(std::string{payload.substr(models::csrf_token_topic.size())});
}

task<std::uint16_t> running_server::start()
{
    co_await db::wait_until_it_answers(*store_, config_.seconds("praetor.database.wait_seconds"));
    if (config_.boolean("server.database.migrate_on_start"))
        co_await db::upgrade(*store_, migration_options(config_));
    else
        co_await db::require_head(*store_);
    co_await db::make_own_tables(*store_);
    if (config_.boolean("server.register_blocks_on_start"))
        co_await store_->transaction(models::register_protected_blocks);
    if (replicas_)
        replicas_->start();
    if (notifications_)
        notifications_->start();
    services_.start();
    co_return server_.start();
}

task<void> running_server::stop(std::chrono::milliseconds grace)
{
    co_await server_.stop(grace);
    co_await services_.stop();
    if (notifications_)
        co_await notifications_->stop();
    if (replicas_)
        co_await replicas_->stop();
    co_await store_->close();
}

} // namespace praetor::app
