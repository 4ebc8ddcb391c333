// praetor server start: builds every object, wires them by constructor, waits for a signal.
#include <server/cli/commands.hpp>
#include <server/cli/open_database.hpp>
#include <server/cli/served_routes.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/http/server.hpp>

#include <models/events/event_limits.hpp>

#include <db/schema/migrate.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

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

// Everything a running server consists of, in the order in which it is built.
struct running_server
{
    running_server(boost::asio::any_io_executor executor, settings::values const& given, bool with_services)
        : config(given), store(db::open(executor, database_options(given))),
          app{*store, bus, logs, config, config.integer("server.api.default_limit")},
          services(executor, *store, bus, config, with_services), routes(make_router(app)),
          server(executor, *routes, http_options(config))
    {
    }

    settings::values const& config;
    std::unique_ptr<db::database> store;
    models::event_bus bus;
    models::log_bus logs;
    routes::application app;
    services::running services;
    std::unique_ptr<routes::router> routes;
    http::server server;
};

task<void> serve(boost::asio::any_io_executor executor, settings::values const& config, bool with_services)
{
    running_server all{executor, config, with_services};
    if (config.boolean("server.database.migrate_on_start"))
        co_await db::upgrade(*all.store);
    all.services.start();
    auto const port = all.server.start();
    fmt::print(stderr,
               "praetor serves the Prefect API at http://{}:{}/api\n"
               "database: {}\n"
               "point a client at it: prefect config set PREFECT_API_URL=http://{}:{}/api\n",
               config.text("server.api.host"), port, settings::find_database_url(config).shown,
               config.text("server.api.host"), port);

    boost::asio::signal_set signals{executor, SIGINT, SIGTERM};
    auto [ec, number] = co_await signals.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    log::info("server", "signal {}: stopping", number);
    co_await all.server.stop(std::chrono::seconds{10});
    co_await all.services.stop();
    co_await all.store->close();
}

} // namespace

int server_start(settings::values const& config, bool with_services)
{
    std::signal(SIGPIPE, SIG_IGN);
    set_event_limits(config);
    boost::asio::io_context context{1};
    int status = 0;
    boost::asio::co_spawn(context, serve(context.get_executor(), config, with_services),
                          [&](std::exception_ptr failed) {
                              if (failed) {
                                  status = 1;
                                  try {
                                      std::rethrow_exception(failed);
                                  }
                                  catch (std::exception const& thrown) {
                                      fmt::print(stderr, "praetor: {}\n", thrown.what());
                                  }
                              }
                              context.stop();
                          });
    context.run();
    return status;
}

} // namespace praetor::cli
