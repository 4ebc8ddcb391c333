#include <server/http/server.hpp>
#include <server/http/session.hpp>

#include <server/base/log.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <list>

namespace praetor::http {
namespace {

using boost::asio::ip::tcp;
constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

} // namespace

struct server::state : std::enable_shared_from_this<server::state>
{
    state(boost::asio::any_io_executor run_on, handler& with, server_options given)
        : executor(std::move(run_on)), serves(with), how(std::move(given)), acceptor(executor), look(executor),
          room(executor)
    {
        room.expires_at(std::chrono::steady_clock::time_point::max());
    }

    task<void> accept_loop();
    task<void> look_after_sessions();
    void begin(tcp::socket socket);

    boost::asio::any_io_executor executor;
    handler& serves;
    server_options how;
    tcp::acceptor acceptor;
    boost::asio::steady_timer look;
    boost::asio::steady_timer room; // cancelled whenever a connection has gone
    std::list<session> sessions;
    std::uint64_t requests = 0;
    bool stopping = false;
};

server::server(boost::asio::any_io_executor executor, handler& serves, server_options how)
    : state_(std::make_shared<state>(std::move(executor), serves, std::move(how)))
{}

server::~server() = default;

std::uint16_t server::start()
{
    tcp::resolver resolver{state_->executor};
    auto const found = resolver.resolve(state_->how.host, std::to_string(state_->how.port), tcp::resolver::passive);
    auto const endpoint = found.begin()->endpoint();
    auto& acceptor = state_->acceptor;
    acceptor.open(endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address{true});
    acceptor.bind(endpoint);
    acceptor.listen();
    auto const port = acceptor.local_endpoint().port();
    boost::asio::co_spawn(state_->executor, state_->accept_loop(), [keep = state_](std::exception_ptr failed) {
        if (failed)
            log::error("http", "the listener ended");
    });
    boost::asio::co_spawn(state_->executor, state_->look_after_sessions(), [keep = state_](std::exception_ptr failed) {
        if (failed)
            log::error("http", "nobody looks after the connections any more");
    });
    return port;
}

task<void> server::state::accept_loop()
{
    auto const keep = shared_from_this();
    while (!stopping) {
        if (sessions.size() >= how.max_connections) {
            static_cast<void>(co_await room.async_wait(as_tuple));
            continue;
        }
        auto [ec, socket] = co_await acceptor.async_accept(as_tuple);
        if (stopping || ec == boost::asio::error::operation_aborted)
            co_return;
        if (ec) {
            // No descriptors left, or the peer was gone already: a pause, then on.
            log::warning("http", "accept: {}", ec.message());
            boost::asio::steady_timer pause{executor, std::chrono::milliseconds{100}};
            static_cast<void>(co_await pause.async_wait(as_tuple));
            continue;
        }
        begin(std::move(socket));
    }
}

task<void> server::state::look_after_sessions()
{
    while (!stopping) {
        look.expires_after(std::chrono::milliseconds{250});
        static_cast<void>(co_await look.async_wait(as_tuple));
        auto const now = std::chrono::steady_clock::now();
        for (auto& one : sessions)
            one.look_after(now);
    }
}

void server::state::begin(tcp::socket socket)
{
    auto const at = sessions.emplace(sessions.end(), std::move(socket), serves, how, requests);
    auto const ended = [keep = shared_from_this(), at](std::exception_ptr) {
        keep->sessions.erase(at);
        keep->room.cancel();
    };
    boost::asio::co_spawn(executor, at->run(), boost::asio::bind_cancellation_slot(at->cancellation(), ended));
}

task<void> server::stop(std::chrono::milliseconds grace)
{
    auto const held = state_;
    held->stopping = true;
    boost::system::error_code ignored;
    held->acceptor.close(ignored);
    held->look.cancel();
    for (auto& one : held->sessions)
        one.stop();

    auto const deadline = std::chrono::steady_clock::now() + grace;
    bool was_cut = false;
    while (!held->sessions.empty()) {
        boost::asio::steady_timer step{held->executor, std::chrono::milliseconds{10}};
        static_cast<void>(co_await step.async_wait(as_tuple));
        if (!was_cut && std::chrono::steady_clock::now() >= deadline) {
            log::warning("http", "{} connections were cut", held->sessions.size());
            for (auto& one : held->sessions)
                one.cut();
            was_cut = true;
        }
        if (std::chrono::steady_clock::now() >= deadline + std::chrono::seconds{5})
            break;
    }
}

} // namespace praetor::http
