// How the server takes connections, stops, and what it leaves running meanwhile.
#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/run.hpp>
#include <server/base/signal.hpp>
#include <server/base/task_group.hpp>
#include <server/http/server.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace praetor;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;
constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

// Answers at once, but for /slow: that waits until it is released or cancelled.
struct slow_handler final : http::handler
{
    task<http::response> handle(http::request& rq) override
    {
        if (rq.path == "/slow") {
            std::exception_ptr failed;
            ++waiting;
            ++begun;
            changed.notify_all();
            try {
                co_await released.wait();
            }
            catch (...) {
                failed = std::current_exception();
            }
            --waiting;
            cancelled += is_cancellation(failed) ? 1 : 0;
        }
        co_return http::response{.body = "\"answered\""};
    }

    int waiting = 0;
    int begun = 0;
    int cancelled = 0;
    praetor::signal changed;  // a request waits
    praetor::signal released; // it need not any more
};

task<void> send_request(tcp::socket& to, std::string path, std::string connection)
{
    auto const request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: " + connection + "\r\n\r\n";
    co_await boost::asio::async_write(to, boost::asio::buffer(request), boost::asio::use_awaitable);
}

// What comes back for one request, to the end of the connection.
task<void> ask(unsigned short port, std::string path, std::string& answer)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    tcp::socket socket{executor};
    co_await socket.async_connect({boost::asio::ip::make_address("127.0.0.1"), port}, boost::asio::use_awaitable);
    co_await send_request(socket, std::move(path), "close");
    static_cast<void>(co_await boost::asio::async_read(socket, boost::asio::dynamic_buffer(answer), as_tuple));
}

bool is_answered(std::string const& text)
{
    return text.starts_with("HTTP/1.1 200 OK") && text.ends_with("\"answered\"");
}

struct fixture
{
    boost::asio::io_context context{1};
    slow_handler handler;
    http::server_options options = [] {
        http::server_options made;
        made.port = 0;
        return made;
    }();
};

task<void> stop_while_one_waits(fixture& with, http::server& server, std::chrono::milliseconds grace, bool release,
                                std::string& answer)
{
    auto const port = server.bind();
    server.start();
    task_group others{with.context.get_executor()};
    others.spawn(ask(port, "/slow", answer));
    while (with.handler.waiting == 0)
        co_await with.handler.changed.wait();
    others.spawn(server.stop(grace));
    if (release)
        with.handler.released.notify_all();
    co_await others.join();
    co_await server.join();
}

// One request is under way; another one comes beyond the limit, and goes on when the first has been answered.
task<void> connect_beyond_the_limit(fixture& with, http::server& server, std::string& first, std::string& late,
                                    bool& waited)
{
    auto const port = server.bind();
    server.start();
    task_group others{with.context.get_executor()};
    others.spawn(ask(port, "/slow", first));
    while (with.handler.waiting == 0)
        co_await with.handler.changed.wait();
    others.spawn(ask(port, "/slow", late));
    co_await sleep_for(300ms);
    waited = with.handler.begun == 1;
    with.handler.released.notify_all();
    while (with.handler.begun < 2)
        co_await with.handler.changed.wait();
    with.handler.released.notify_all();
    co_await others.join();
    co_await server.stop(1s);
    co_await server.join();
}

// An idle connection is given up for one that comes beyond the limit.
task<void> connect_beside_an_idle_one(fixture& with, http::server& server, bool& closed, std::string& late)
{
    auto const port = server.bind();
    server.start();
    tcp::socket first{with.context};
    co_await first.async_connect({boost::asio::ip::make_address("127.0.0.1"), port}, boost::asio::use_awaitable);
    co_await send_request(first, "/", "keep-alive");
    std::string answer;
    co_await boost::asio::async_read_until(first, boost::asio::dynamic_buffer(answer), "\"answered\"",
                                           boost::asio::use_awaitable);
    co_await ask(port, "/", late);
    auto [ec, size] = co_await boost::asio::async_read(first, boost::asio::dynamic_buffer(answer), as_tuple);
    closed = ec == boost::asio::error::eof || ec == boost::asio::error::connection_reset;
    co_await server.stop(1s);
    co_await server.join();
}

task<void> bind_and_stop(http::server& server)
{
    server.bind();
    co_await server.stop(1s);
    co_await server.join();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(http_servers, fixture)

BOOST_AUTO_TEST_CASE(a_request_under_way_is_answered_before_the_server_has_stopped)
{
    http::server server{context.get_executor(), handler, options};
    std::string answer;
    auto const began = std::chrono::steady_clock::now();
    run_until_done(context, stop_while_one_waits(*this, server, 1h, true, answer));
    BOOST_TEST(is_answered(answer), answer);
    BOOST_TEST(handler.cancelled == 0);
    BOOST_TEST((std::chrono::steady_clock::now() - began < 10s)); // not the whole grace
}

BOOST_AUTO_TEST_CASE(a_request_beyond_the_grace_is_cancelled_and_its_connection_cut)
{
    http::server server{context.get_executor(), handler, options};
    std::string answer;
    run_until_done(context, stop_while_one_waits(*this, server, 20ms, false, answer));
    BOOST_TEST(answer == "");
    BOOST_TEST(handler.cancelled == 1);
}

BOOST_AUTO_TEST_CASE(who_comes_beyond_the_limit_of_connections_waits_for_requests_under_way)
{
    options.max_connections = 1;
    http::server server{context.get_executor(), handler, options};
    std::string first;
    std::string late;
    bool waited = false;
    run_until_done(context, connect_beyond_the_limit(*this, server, first, late, waited));
    BOOST_TEST(waited);
    BOOST_TEST(is_answered(first), first);
    BOOST_TEST(is_answered(late), late);
}

BOOST_AUTO_TEST_CASE(who_comes_beyond_the_limit_of_connections_does_not_wait_for_an_idle_one)
{
    options.max_connections = 1;
    options.keep_alive = 1h;
    http::server server{context.get_executor(), handler, options};
    std::string late;
    bool closed = false;
    run_until_done(context, connect_beside_an_idle_one(*this, server, closed, late));
    BOOST_TEST(is_answered(late), late);
    BOOST_TEST(closed);
}

BOOST_AUTO_TEST_CASE(a_server_that_only_took_its_port_stops)
{
    http::server server{context.get_executor(), handler, options};
    BOOST_CHECK_NO_THROW(run_until_done(context, bind_and_stop(server)));
}

BOOST_AUTO_TEST_SUITE_END()
