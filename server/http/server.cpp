#include <server/http/server.hpp>
#include <server/http/session.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/periodic.hpp>
#include <server/base/signal.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <list>

namespace praetor::http {
namespace {

using boost::asio::ip::tcp;
constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr auto between_looks = std::chrono::milliseconds{250};
constexpr auto after_the_cut = std::chrono::seconds{5};

void log_end(std::exception_ptr const& failed)
{
    log::error("http", "a connection ended: {}", message_of(failed));
}

// As it stands in a URL.
std::string shown(std::string const& host, std::uint16_t port)
{
    auto const name = host.find(':') == std::string::npos ? host : '[' + host + ']';
    return name + ':' + std::to_string(port);
}

} // namespace

struct server::state
{
    state(boost::asio::any_io_executor run_on, handler& with, server_options given)
        : executor(run_on), serves(with), options(std::move(given)), acceptor(run_on),
          look(run_on, "connections", {between_looks}, [this] { return look_after_sessions(); }),
          listener(run_on, &log_end), connections(run_on, &log_end)
    {}

    using session_list = std::list<std::shared_ptr<session>>;

    [[noreturn]] void throw_unusable(boost::system::error_code why) const;
    task<void> accept_loop();
    task<void> look_after_sessions();
    void begin(tcp::socket socket);
    task<void> run(session_list::iterator which);
    task<void> wait_for_sessions(std::chrono::steady_clock::time_point end);

    boost::asio::any_io_executor executor;
    handler& serves;
    server_options options;
    tcp::acceptor acceptor;
    session_list sessions;
    std::uint64_t requests = 0;
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
    auto& acceptor = state_->acceptor;
    try {
        tcp::resolver resolver{state_->executor};
        auto const found = resolver.resolve(state_->options.host, std::to_string(state_->options.port), tcp::resolver::passive);
        auto const endpoint = found.begin()->endpoint();
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address{true});
        acceptor.bind(endpoint);
        return acceptor.local_endpoint().port();
    }
    catch (boost::system::system_error const& refused) {
        state_->throw_unusable(refused.code());
    }
}

void server::start()
{
    boost::system::error_code refused;
    // Two that start at the same moment may both have the port until one of them listens.
    state_->acceptor.listen(tcp::acceptor::max_listen_connections, refused);
    if (refused)
        state_->throw_unusable(refused);
    state_->started = true;
    state_->listener.spawn(state_->accept_loop());
    state_->look.start();
}

void server::state::throw_unusable(boost::system::error_code why) const
{
    auto const where = shown(options.host, options.port);
    if (why == boost::asio::error::address_in_use)
        throw error{errc::unavailable, where + " is in use by another program; choose another port"};
    throw error{errc::unavailable, "can not listen on " + where + ": " + why.message()};
}

task<void> server::state::accept_loop()
{
    for (;;) {
        if (sessions.size() >= options.max_connections) {
            co_await gone.wait();
            continue;
        }
        auto [ec, socket] = co_await acceptor.async_accept(as_tuple);
        if (stopping || ec == boost::asio::error::operation_aborted)
            co_return;
        if (ec) {
            // The peer was gone already, or no descriptors are left until a connection goes.
            log::warning("http", "accept: {}", ec.message());
            static_cast<void>(co_await gone.wait_for(std::chrono::milliseconds{100}));
            continue;
        }
        begin(std::move(socket));
    }
}

task<void> server::state::look_after_sessions()
{
    auto const now = std::chrono::steady_clock::now();
    for (auto const& one : sessions)
        one->look_after(now);
    co_return;
}

void server::state::begin(tcp::socket socket)
{
    auto const made = std::make_shared<session>(std::move(socket), serves, options, requests);
    auto const which = sessions.insert(sessions.end(), made);
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
    boost::system::error_code ignored;
    self.acceptor.close(ignored);
    if (!self.started)
        co_return;
    co_await self.listener.stop();
    auto const now = std::chrono::steady_clock::now();
    // What ends goes from the list later, not while it is walked through.
    for (auto const& one : self.sessions)
        one->stop();
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
