#include <server/cli/migration_options.hpp>
#include <server/cli/running_server.hpp>

#include <server/base/error.hpp>

#include <models/events/event_limits.hpp>

#include <db/schema/migrate.hpp>
#include <db/wait.hpp>

namespace praetor::cli {
namespace {

std::vector<std::string> listed(std::string_view text)
{
    std::vector<std::string> words;
    while (!text.empty()) {
        auto const end = std::min(text.find(','), text.size());
        auto word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (word.starts_with(' '))
            word.remove_prefix(1);
        while (word.ends_with(' '))
            word.remove_suffix(1);
        if (!word.empty())
            words.emplace_back(word);
    }
    return words;
}

http::server_options http_options(settings::values const& config)
{
    http::server_options how;
    how.host = config.text("server.api.host");
    how.port = static_cast<std::uint16_t>(config.integer("server.api.port"));
    how.keep_alive = config.seconds("server.api.keepalive_timeout");
    how.ping_interval = config.seconds("server.api.websocket_ping_interval");
    how.ping_timeout = config.seconds("server.api.websocket_ping_timeout");
    how.cors.origins = listed(config.text("server.api.cors_allowed_origins"));
    how.cors.methods = listed(config.text("server.api.cors_allowed_methods"));
    how.cors.headers = listed(config.text("server.api.cors_allowed_headers"));
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

std::unique_ptr<db::database> open_observed(boost::asio::any_io_executor executor, settings::values const& config,
                                            db::statement_observer& observer)
{
    auto how = database_options(config);
    how.observer = &observer;
    return db::open(executor, std::move(how));
}

std::unique_ptr<db::replicas> open_replicas(boost::asio::any_io_executor executor, db::database& writer,
                                            settings::values const& config, db::statement_observer& observer)
{
    std::vector<std::unique_ptr<db::database>> stores;
    std::vector<std::string> names;
    for (auto& one : replicas_of(config, database_options(config))) {
        one.how.observer = &observer;
        stores.push_back(db::open(executor, std::move(one.how)));
        names.push_back(std::move(one.name));
    }
    if (stores.empty())
        return nullptr;
    return std::make_unique<db::replicas>(executor, writer, std::move(stores), std::move(names),
                                          config.seconds("praetor.database.max_replica_lag"));
}

} // namespace

running_server::running_server(boost::asio::any_io_executor executor, settings::values const& given, bool with_services)
    : config_(given), statements_(slow_span(given), given.boolean("praetor.database.echo_values")),
      store_(open_observed(executor, given, statements_)),
      replicas_(open_replicas(executor, *store_, given, statements_)),
      notifications_(db::listen(executor, database_options(given), {std::string{models::changed_channel}})),
      app_{*store_, replicas_.get(), statements_,  bus_,    logs_,
           leases_, tasks_,          csrf_tokens_, config_, config_.integer("server.api.default_limit")},
      services_(executor, *store_, bus_, leases_, config_, with_services), routes_(make_router(app_)),
      server_(executor, *routes_, http_options(config_))
{
    set_event_limits(config_);
    if (notifications_)
        hears_changes_ = notifications_->heard().subscribe([this](db::notification const& told) { hear(told); });
}

void running_server::hear(db::notification const& told)
{
    std::string_view const payload = told.payload;
    if (told.channel.empty())
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

} // namespace praetor::cli
