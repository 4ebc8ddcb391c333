// A connection that became a websocket, to its end.
#include <server/http/connection/beast_request.hpp>
#include <server/http/connection/session.hpp>
#include <server/http/websockets/websocket_stream.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>

namespace praetor::http {
namespace {

constexpr auto close_frame_deadline = std::chrono::seconds{2};

} // namespace

task<void> session::serve_websocket(message asked)
{
    beast_request rq{asked};
    fill(rq, asked);
    websocket socket{std::make_unique<websocket::stream>(std::move(stream_), asked, options_, all_, rq.id)};
    socket_ = &socket;
    deadline_.reset();
    log::debug("http", "request {} websocket {}", rq.id, rq.path);
    std::exception_ptr thrown;
    co_await race(run_websocket(rq, socket, thrown), close_at_stop(socket));
    if (thrown && !stopping_)
        co_await socket.close(1011, "Internal Server Error");
    socket_ = nullptr;
}

task<void> session::run_websocket(beast_request& rq, websocket& socket, std::exception_ptr& thrown)
{
    try {
        co_await serves_.handle_websocket(rq, socket);
    }
    catch (std::exception const& failed) {
        if (stopping_ && is_cancellation(std::current_exception()))
            co_return;
        log::error("http", "request {} websocket {}{} ended: {}", rq.id, rq.root, rq.path, message_of(failed));
        thrown = std::current_exception();
    }
}

// Clients that hear 1012 come back at once; those that do not answer it are not waited for.
task<void> session::close_at_stop(websocket& socket)
{
    while (!stopping_)
        co_await stops_.wait();
    try {
        co_await with_deadline(close_frame_deadline, socket.close(1012, "The server is restarting"),
                               "the peer does not answer a close frame");
    }
    catch (error const& late) {
        log::debug("http", "a websocket was dropped: {}", late.text());
    }
}

} // namespace praetor::http
