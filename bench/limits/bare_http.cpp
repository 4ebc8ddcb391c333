// The limit of HTTP on this machine: a server of Beast alone, on one thread, that answers `true` to
// everything.
#include <server/base/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <exception>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using praetor::task;

task<void> serve(tcp::socket peer)
{
    boost::beast::flat_buffer read;
    peer.set_option(tcp::no_delay{true});
    try {
        for (bool keep = true; keep;) {
            http::request<http::string_body> request;
            co_await http::async_read(peer, read, request, asio::use_awaitable);
            keep = request.keep_alive();
            http::response<http::string_body> response{http::status::ok, request.version()};
            response.set(http::field::content_type, "application/json");
            response.keep_alive(keep);
            response.body() = "true";
            response.prepare_payload();
            co_await http::async_write(peer, response, asio::use_awaitable);
        }
    }
    catch (boost::system::system_error const&) {
        // the peer has gone
    }
}

task<void> accept_all(tcp::acceptor& acceptor)
{
    for (;;) {
        auto peer = co_await acceptor.async_accept(asio::use_awaitable);
        asio::co_spawn(acceptor.get_executor(), serve(std::move(peer)), [](std::exception_ptr) {});
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        fmt::print(stderr, "usage: praetor_bench_bare_http PORT\n");
        return 2;
    }
    asio::io_context io{1};
    auto const port = static_cast<unsigned short>(std::atoi(argv[1]));
    tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), port}};
    asio::signal_set signals{io, SIGINT, SIGTERM};
    signals.async_wait([&io](boost::system::error_code, int) { io.stop(); });
    asio::co_spawn(io, accept_all(acceptor), [&io](std::exception_ptr) { io.stop(); });
    io.run();
}
