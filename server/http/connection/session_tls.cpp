// How a connection becomes TLS.
#include <server/http/connection/session.hpp>
#include <server/http/tls/tls_acceptor.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>

namespace praetor::http {
namespace {

constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

// What begins so is a method of HTTP; TLS begins with a 22.
bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

} // namespace

// False where the connection has come to its end.
task<bool> session::begin_tls()
{
    expire_after(options_.handshake_deadline);
    auto [failed] = co_await stream_.async_wait(server_stream::wait_read, as_tuple);
    char first = 0;
    if (failed || ::recv(stream_.native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT) != 1)
        co_return false;
    if (is_letter(first)) {
        idle_ = false;
        co_await refuse(400, "This server speaks TLS: its URL begins with https://");
        co_return false;
    }
    stream_.become_tls(tls_->begin(stream_.native_handle()));
    bool const shaken = co_await shake_hands();
    if (!shaken)
        log::info("http", "the TLS handshake of {} failed: {}", peer_,
                  stream_.tls()->failure().empty() ? "it did not end" : stream_.tls()->failure());
    waits_since_ = std::chrono::steady_clock::now();
    co_return shaken;
}

task<bool> session::shake_hands()
{
    using step = tls_session::step;
    for (;;) {
        auto came = step::failed;
        is_on_thread_ = true;
        try {
            came = co_await tls_->shake_hands(*stream_.tls());
        }
        catch (error const& refused) { // too many wait for the thread
            log::info("http", "a TLS handshake was given up: {}", refused.text());
        }
        is_on_thread_ = false;
        if (came == step::done || came == step::failed || !deadline_)
            co_return came == step::done;
        auto const wanted = came == step::wants_read ? server_stream::wait_read : server_stream::wait_write;
        auto [failed] = co_await stream_.async_wait(wanted, as_tuple);
        if (failed)
            co_return false;
    }
}

// A descriptor that is in use on a thread is not given back: the next connection might get its number.
void session::close()
{
    boost::system::error_code ignored;
    if (is_on_thread_)
        stream_.shutdown(server_stream::shutdown_both, ignored);
    else
        stream_.close(ignored);
}

} // namespace praetor::http
