#include <tests/support/fault_proxy.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <server/base/task.hpp>

#include <array>
#include <set>
#include <string>
#include <thread>

namespace praetor::tests {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

// A client's connection and the one to the database.
struct pipe
{
    pipe(tcp::socket from, asio::io_context& context) : client(std::move(from)), server(context) {}

    void reset()
    {
        boost::system::error_code ignored;
        for (auto* one : {&client, &server}) {
            one->set_option(asio::socket_base::linger{true, 0}, ignored);
            one->close(ignored);
        }
    }

    tcp::socket client;
    tcp::socket server;
    bool swallowed = false;
};

} // namespace

struct fault_proxy::state
{
    explicit state(unsigned short to) : target(to), acceptor(context, {asio::ip::make_address("127.0.0.1"), 0}) {}

    // Runs on the proxy's thread, and waits until it has.
    template <class F>
    auto ask(F what)
    {
        return asio::post(context, asio::use_future(std::move(what))).get();
    }

    void cut_all()
    {
        for (auto const& one : pipes)
            one->reset();
    }

    task<void> accept_all();
    task<void> join(std::shared_ptr<pipe> both);
    task<void> pump(std::shared_ptr<pipe> both, bool from_client);

    asio::io_context context{1};
    unsigned short target;
    tcp::acceptor acceptor;
    std::set<std::shared_ptr<pipe>> pipes;
    std::size_t accepted = 0;
    mode now = mode::pass;
    std::chrono::milliseconds late{0};
    std::string trigger;
    std::thread thread;
};

fault_proxy::fault_proxy(unsigned short target) : state_(std::make_shared<state>(target))
{
    asio::co_spawn(state_->context, state_->accept_all(), [](std::exception_ptr) {});
    state_->thread = std::thread{[all = state_.get()] { all->context.run(); }};
}

fault_proxy::~fault_proxy()
{
    state_->context.stop();
    state_->thread.join();
}

unsigned short fault_proxy::port() const noexcept
{
    return state_->acceptor.local_endpoint().port();
}

void fault_proxy::set(mode to)
{
    state_->ask([&] {
        state_->now = to;
        for (auto const& one : state_->pipes)
            if (one->swallowed && to != mode::black_hole)
                one->reset();
    });
}

void fault_proxy::delay(std::chrono::milliseconds by)
{
    state_->ask([&] { state_->late = by; });
}

void fault_proxy::cut()
{
    state_->ask([&] { state_->cut_all(); });
}

void fault_proxy::cut_when_sent(std::string text)
{
    state_->ask([&] { state_->trigger = std::move(text); });
}

std::size_t fault_proxy::open() const
{
    return state_->ask([&] { return state_->pipes.size(); });
}

std::size_t fault_proxy::accepted() const
{
    return state_->ask([&] { return state_->accepted; });
}

task<void> fault_proxy::state::accept_all()
{
    for (;;) {
        auto [ec, socket] = co_await acceptor.async_accept(as_tuple);
        if (ec)
            co_return;
        auto const both = std::make_shared<pipe>(std::move(socket), context);
        if (now == mode::refuse) {
            both->reset();
            continue;
        }
        ++accepted;
        asio::co_spawn(context, join(both), [](std::exception_ptr) {});
    }
}

task<void> fault_proxy::state::join(std::shared_ptr<pipe> both)
{
    pipes.insert(both);
    auto [ec] = co_await both->server.async_connect({asio::ip::make_address("127.0.0.1"), target}, as_tuple);
    if (ec) {
        both->reset();
        pipes.erase(both);
        co_return;
    }
    boost::system::error_code ignored;
    both->client.set_option(tcp::no_delay{true}, ignored);
    both->server.set_option(tcp::no_delay{true}, ignored);
    asio::co_spawn(context, pump(both, false), [](std::exception_ptr) {});
    co_await pump(both, true);
    pipes.erase(both);
}

task<void> fault_proxy::state::pump(std::shared_ptr<pipe> both, bool from_client)
{
    auto& from = from_client ? both->client : both->server;
    auto& to = from_client ? both->server : both->client;
    std::array<char, 16 * 1024> piece{};
    for (;;) {
        auto [ec, size] = co_await from.async_read_some(asio::buffer(piece), as_tuple);
        if (ec)
            break;
        if (late.count() > 0) {
            asio::steady_timer wait{context, late};
            static_cast<void>(co_await wait.async_wait(as_tuple));
        }
        if (now == mode::black_hole) {
            both->swallowed = true;
            continue;
        }
        if (from_client && !trigger.empty() && std::string_view{piece.data(), size}.find(trigger) != std::string::npos)
        {
            trigger.clear();
            both->reset();
            break;
        }
        auto [failed, sent] = co_await asio::async_write(to, asio::buffer(piece, size), as_tuple);
        if (failed)
            break;
    }
    boost::system::error_code ignored;
    // An end is passed on as an end; in a black hole not even that.
    if (now == mode::black_hole && from_client == false)
        co_return;
    both->client.close(ignored);
    both->server.close(ignored);
}

} // namespace praetor::tests
