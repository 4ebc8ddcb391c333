// A connection to another server: bytes, in TLS or not.
#pragma once

#include <server/base/task.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::http {

// Used by one coroutine at a time. Cancellation ends each of its awaits; the connection is of no use then. Closed,
// without a farewell, when it is destroyed.
class client_stream
{
public:
    explicit client_stream(boost::asio::any_io_executor executor) : socket_(std::move(executor)) {}

    // Connects to the first of the addresses that takes it. outgoing_failure::not_connected where none does.
    task<void> connect(std::vector<boost::asio::ip::tcp::endpoint> addresses);
    // Goes on in TLS with whoever has a certificate for `host`, where the context verifies; it must outlive the stream.
    // outgoing_failure::not_connected.
    task<void> start_tls(boost::asio::ssl::context& context, std::string host);

    // What has come, at most a buffer full; 0 at the end. Throws boost::system::system_error.
    task<std::size_t> read_some(boost::asio::mutable_buffer into);
    // All of `bytes`, which must live until then. Throws boost::system::system_error.
    task<void> write(std::string_view bytes);

private:
    boost::asio::ip::tcp::socket socket_;
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
};

} // namespace praetor::http
