// A websocket of the load generator that has shaken hands the way the SDK does: subprotocol "prefect", then
// {"type": "auth"}.
//
// Frames are written and read here, many at a time in one system call, because a load generator that pays one
// call a message is itself the limit at the rates the events cases reach. No compression is offered.
#pragma once

#include <bench/options.hpp>
#include <server/base/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string>
#include <string_view>

namespace praetor::bench {

// Appends `text` to `out` as one masked text frame.
void append_frame(std::string& out, std::string_view text);
// Appends a ping; what answers it, receive() gives as a message.
void append_ping(std::string& out);

class socket
{
public:
    explicit socket(boost::asio::any_io_executor executor);

    // Connects to `target` below /api and shakes hands. Throws error{errc::internal} when the server says no.
    task<void> open(options const& wanted, std::string target);

    // Writes frames made by append_frame and append_ping. `frames` must live until the task is done.
    task<void> send(std::string_view frames);

    // The next text message; valid until the next call. Pings are answered. Throws
    // boost::system::system_error at the end of the connection, also when close() ends it.
    task<std::string_view> receive();

    // Ends a running receive. On the socket's own thread.
    void close() noexcept;

private:
    task<void> read_at_least(std::size_t bytes);

    boost::asio::ip::tcp::socket socket_;
    std::string unread_; // from at_ on: bytes read and not given out
    std::size_t at_ = 0;
};

} // namespace praetor::bench
