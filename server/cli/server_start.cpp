// praetor server start: runs a server until a signal comes.
#include <server/app/open_files.hpp>
#include <server/app/passed_sockets.hpp>
#include <server/app/running_server.hpp>
#include <server/app/supervisor.hpp>
#include <server/app/workers/serve_by_workers.hpp>
#include <server/app/workers/worker_identity.hpp>
#include <server/cli/commands.hpp>
#include <server/cli/failure.hpp>
#include <server/cli/serving/start_lines.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/log_process.hpp>
#include <server/base/program_text.hpp>
#include <server/base/run.hpp>
#include <server/base/task_group.hpp>
#include <server/http/url.hpp>
#include <server/settings/base_path.hpp>
#include <server/settings/database_url.hpp>
#include <server/settings/notices.hpp>

#include <db/url.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::cli {
namespace {

// SIGUSR1, until it means more, and SIGHUP, where there is nothing to read again, end it as well: who closes the
// terminal, or asks for a restart, must not lose what was accepted.
constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};

void reload(app::running_server& all, app::supervisor& watcher)
{
    if (watcher.is_ready())
        watcher.say_reloading();
    try {
        all.reload_tls();
        log::info("server", "signal {}: the certificate was read again", SIGHUP);
    }
    catch (error const& refused) {
        log::error("server", "the certificate stays what it was: {}", refused.text());
    }
    if (watcher.is_ready())
        watcher.say_ready();
}

// `number` is the signal that came; unchanged where the wait was cancelled. SIGHUP reads the certificate again where
// there is one or somebody else restarts the server.
task<void> wait_for_end(boost::asio::signal_set& signals, bool reloads, app::running_server& all,
                        app::supervisor& watcher, int& number)
{
    for (;;) {
        auto [ec, came] = co_await signals.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        if (ec)
            co_return;
        if (came != SIGHUP || !reloads) {
            number = came;
            co_return;
        }
        reload(all, watcher);
    }
}

bool has_tls(settings::values const& config)
{
    return !config.praetor.tls.cert_file.empty();
}

bool is_unix(std::string_view address)
{
    return address.starts_with("unix:");
}

// As the settings name it.
std::string named_address(settings::values const& config, std::uint16_t port)
{
    auto const& host = config.server.api.host;
    return is_unix(host) ? host : http::authority(host, port);
}

// Says where it listens, and how a client finds it.
void greet(settings::values const& config, std::string const& address, bool has_tokens)
{
    auto const path = settings::base_path(config.server.api);
    auto const database = db::shown_url(settings::database_url(config));
    if (is_unix(address)) {
        fmt::print(stderr,
                   "praetor serves the Prefect API at {}, below {}\n"
                   "database: {}\n"
                   "{}",
                   address, path, database, start_lines(config, {}, has_tokens));
        return;
    }
    std::string_view const scheme = has_tls(config) ? "https" : "http";
    auto const url = fmt::format("{}://{}{}", scheme, address, path);
    auto const root = fmt::format("{}://{}", scheme, address_for_clients(address));
    fmt::print(stderr,
               "praetor serves the Prefect API at {}\n"
               "database: {}\n"
               "point a client at it: prefect config set PREFECT_API_URL={}{}\n"
               "{}",
               url, database, root, path, start_lines(config, root, has_tokens));
}

// Says what is done for whom.
void greet(settings::values const& config, app::running_server const& all, std::uint16_t port, bool was_given)
{
    auto const addresses = all.addresses();
    if (addresses.empty())
        fmt::print(stderr, "praetor runs background services\ndatabase: {}\n",
                   db::shown_url(settings::database_url(config)));
    else
        greet(config, was_given ? addresses.front() : named_address(config, port), !all.is_open());
}

task<void> serve(settings::values const& config, app::running_options options, app::supervisor& watcher)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    // From here on a signal is kept until somebody waits for it: none ends a server that has said it serves.
    boost::asio::signal_set signals{executor};
    for (int const number : ending_signals)
        signals.add(number);
    bool const is_first = !options.worker || options.worker->number == 1; // and speaks for the others
    if (is_first)
        for (auto const& line : settings::notices(config))
            log::warning("settings", "{}", line);
    bool const was_given = !options.sockets.empty();
    app::running_server all{executor, config, std::move(options)};
    std::optional<std::uint16_t> port;
    int ended_by = 0;
    bool const reloads = has_tls(config) || watcher.is_there();
    co_await race(keep_value(all.start(), port), wait_for_end(signals, reloads, all, watcher, ended_by));
    if (port && ended_by == 0) {
        if (is_first)
            greet(config, all, *port, was_given);
        watcher.say_ready();
        release_program_text();
        co_await wait_for_end(signals, reloads, all, watcher, ended_by);
    }
    log::info("server", "signal {}: stopping", ended_by);
    watcher.say_stopping();
    if (port)
        co_await all.stop(std::chrono::seconds{10});
}

} // namespace

int server_start(settings::values const& config, serving what)
{
    std::signal(SIGPIPE, SIG_IGN);
    // An allocator of C, as the release has it, ends the process where it finds no memory and nobody is asked.
    std::set_new_handler([] { throw std::bad_alloc{}; });
    app::raise_limit_of_open_files();
    auto watcher = app::supervisor::from_environment();
    auto passed = app::take_passed_sockets();
    app::running_options options{.answers_requests = what.requests, .runs_services = what.services};
    options.worker = app::take_identity(passed);
    for (auto const& one : passed)
        options.sockets.push_back(one.descriptor);
    boost::asio::io_context context{1};
    try {
        std::optional<int> status = 0;
        if (options.worker)
            log::set_process(fmt::format("worker {}", options.worker->number));
        auto work = what.workers > 1 && !options.worker
                        ? keep_value(app::serve_by_workers(config, what.workers, options.sockets, watcher), status)
                        : serve(config, std::move(options), watcher);
        run_until_done(context, race(std::move(work), watcher.say_alive()));
        return *status;
    }
    catch (...) {
        return report_failure(std::current_exception());
    }
}

} // namespace praetor::cli
