#include <server/http/connection/listeners.hpp>
#include <server/http/connection/session.hpp>
#include <server/http/connection/traffic.hpp>
#include <server/http/connection_counts.hpp>
#include <server/http/server.hpp>
#include <server/http/tls/tls_acceptor.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/periodic.hpp>
#include <server/base/signal.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <list>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::http {
namespace {

constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr auto between_looks = std::chrono::milliseconds{250};
constexpr auto after_the_cut = std::chrono::seconds{5};
// When a server stops: for requests that were sent on connections that it still took for idle.
constexpr auto on_their_way = std::chrono::milliseconds{500};

void log_end(std::exception_ptr const& failed)
{
    log::error("http", "a connection ended: {}", message_of(failed));
}

// A connection whose request may still be on its way is not taken back.
constexpr auto least_silence = std::chrono::milliseconds{500};

// Taken back at once when there are too many connections, so that the next ones need no search.
std::size_t share_to_take_back(std::size_t max_bytes)
{
    return std::max<std::size_t>(1, max_bytes / 100);
}

} // namespace

struct server::state
{
    state(boost::asio::any_io_executor run_on, handler& with, server_options given)
        : executor(run_on), serves(with), options(std::move(given)),
          look(run_on, "connections", {between_looks}, [this] { return look_after_sessions(); }),
          listener(run_on, &log_end), connections(run_on, &log_end)
    {}

    using session_list = std::list<std::shared_ptr<session>>;

    task<void> accept_loop(stream_acceptor& from);
    task<std::pair<boost::system::error_code, stream_socket>> accept(stream_acceptor& from);
    void count();
    void take_back();
    task<void> look_after_sessions();
    void begin(server_stream connection, bool is_tcp);
    task<void> run(session_list::iterator which);
    task<void> wait_for_sessions(std::chrono::steady_clock::time_point end);

    boost::asio::any_io_executor executor;
    handler& serves;
    server_options options;
    std::optional<listeners> listens; // once it is bound
    std::optional<tls_acceptor> tls;
    session_list sessions;
    traffic shared;
    bool started = false;
    bool stopping = false;
    signal gone; // a connection has
    periodic look;
    task_group listener;
    task_group connections;
};

server::server(boost::asio::any_io_executor executor, handler& serves, server_options options)
    : state_(std::make_unique<state>(std::move(executor), serves, std::move(options)))
{}

server::~server() = default;

std::uint16_t server::bind()
{
    auto& self = *state_;
    if (self.options.tls.is_on())
        self.tls.emplace(self.options.tls);
    listen_options how = self.options;
    self.options.sockets.clear();
    return self.listens.emplace(self.executor, std::move(how)).port();
}

void server::reload_tls()
{
    if (state_->tls)
        state_->tls->reload();
}

std::vector<std::string> server::addresses() const
{
    return state_->listens ? state_->listens->addresses() : std::vector<std::string>{};
}

void server::start()
{
    state_->listens->listen();
    state_->started = true;
    state_->count();
    for (auto& one : state_->listens->acceptors())
        state_->listener.spawn(state_->accept_loop(one));
    state_->look.start();
}

task<void> server::state::accept_loop(stream_acceptor& from)
{
    constexpr auto poll_interval = std::chrono::milliseconds{100};
    bool const is_tcp = address_of(from.local_endpoint()).has_value();
    if (options.counts != nullptr)
        from.non_blocking(true);
    for (;;) {
        if (sessions.size() >= options.max_connections) {
            auto [failed] = co_await from.async_wait(stream_acceptor::wait_read, as_tuple);
            if (stopping || failed == boost::asio::error::operation_aborted)
                co_return;
            if (sessions.size() >= options.max_connections) {
                take_back();
                static_cast<void>(co_await gone.wait_for(poll_interval));
                continue;
            }
        }
        auto [ec, socket] = co_await accept(from);
        if (!ec) // also one that came as the server stops: it is answered as others are
            begin(server_stream{std::move(socket)}, is_tcp);
        if (stopping || ec == boost::asio::error::operation_aborted)
            co_return;
        if (ec) {
            // The peer was gone already, or no descriptors are left until a connection goes.
            log::warning("http", "accept: {}", ec.message());
            take_back();
            static_cast<void>(co_await gone.wait_for(poll_interval));
        }
    }
}

// Where others accept from the socket too, the one with the fewest connections goes first; what it does not take in a
// moment, for it is busy, another one does.
task<std::pair<boost::system::error_code, stream_socket>> server::state::accept(stream_acceptor& from)
{
    constexpr auto poll_interval = std::chrono::milliseconds{2};
    if (options.counts == nullptr) {
        auto [ec, socket] = co_await from.async_accept(as_tuple);
        co_return std::pair{ec, std::move(socket)};
    }
    for (;;) {
        auto [failed] = co_await from.async_wait(stream_acceptor::wait_read, as_tuple);
        if (failed)
            co_return std::pair{failed, stream_socket{executor}};
        if (!options.counts->is_least(options.slot))
            static_cast<void>(co_await gone.wait_for(poll_interval));
        boost::system::error_code ec;
        auto socket = from.accept(ec);
        if (ec != boost::asio::error::would_block)
            co_return std::pair{ec, std::move(socket)};
    }
}

void server::state::count()
{
    if (options.counts != nullptr && !stopping)
        options.counts->set(options.slot, sessions.size());
}

// Room for those who come: the connections that have waited longest for a request are given up.
void server::state::take_back()
{
    using waiting = std::pair<std::chrono::steady_clock::time_point, session*>;
    std::vector<waiting> all;
    auto const silent = std::chrono::steady_clock::now() - least_silence;
    for (auto const& one : sessions)
        if (auto const since = one->waits_since(); since && *since < silent)
            all.emplace_back(*since, one.get());
    auto const count = std::min(all.size(), share_to_take_back(options.max_connections));
    std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(count));
    for (auto const& [since, one] : std::span{all}.first(count))
        one->cut();
}

task<void> server::state::look_after_sessions()
{
    auto const now = std::chrono::steady_clock::now();
    for (auto const& one : sessions)
        one->look_after(now);
    co_return;
}

void server::state::begin(server_stream connection, bool is_tcp)
{
    auto* const by = is_tcp && tls ? &*tls : nullptr;
    auto const made = std::make_shared<session>(std::move(connection), serves, options, shared, by);
    auto const which = sessions.insert(sessions.end(), made);
    count();
    made->runs_as(connections.spawn(run(which)));
}

task<void> server::state::run(session_list::iterator which)
{
    auto const mine = *which;
    std::exception_ptr failed;
    try {
        co_await mine->run();
    }
    catch (...) {
        failed = std::current_exception();
    }
    sessions.erase(which);
    count();
    gone.notify_all();
    if (failed)
        std::rethrow_exception(failed);
}

task<void> server::state::wait_for_sessions(std::chrono::steady_clock::time_point end)
{
    bool in_time = true;
    while (!sessions.empty() && in_time)
        in_time = co_await gone.wait_until(end);
}

task<void> server::stop(std::chrono::milliseconds grace)
{
    auto& self = *state_;
    self.stopping = true;
    if (self.options.counts != nullptr)
        self.options.counts->clear(self.options.slot);
    if (self.listens)
        self.listens->close();
    if (!self.started)
        co_return;
    co_await self.listener.stop();
    auto const now = std::chrono::steady_clock::now();
    // What ends goes from the list later, not while it is walked through.
    for (auto const& one : self.sessions)
        one->stop();
    co_await self.wait_for_sessions(now + std::min<std::chrono::milliseconds>(grace, on_their_way));
    for (auto const& one : self.sessions)
        one->cut_if_idle();
    co_await self.wait_for_sessions(now + grace);
    if (!self.sessions.empty()) {
        log::warning("http", "{} connections were cut", self.sessions.size());
        for (auto const& one : self.sessions)
            one->cut();
        co_await self.wait_for_sessions(std::chrono::steady_clock::now() + after_the_cut);
    }
    co_await self.look.stop();
}

task<void> server::join()
{
    co_await state_->connections.join();
}

} // namespace praetor::http
