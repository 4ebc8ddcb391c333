// One kept-alive HTTP connection of the load generator.
#pragma once

#include <bench/options.hpp>
#include <server/base/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace praetor::bench {

struct answer
{
    unsigned status = 0;
    bool gzip = false;
    std::string body; // as it came, compressed where `gzip`

    bool good() const noexcept { return status >= 200 && status < 300; }
};

// The answer's body, decompressed where it has to be. Throws error{errc::internal} on a broken one.
std::string text_of(answer const& got);

class connection
{
public:
    connection(boost::asio::any_io_executor executor, options const& wanted);

    // Sends the bytes of one request and reads the whole answer; connects first where it is not, and once
    // more where the server has closed the connection since the last answer. Throws
    // boost::system::system_error when the connection breaks, after which the next exchange connects anew.
    // `request` must live until the task is done.
    task<answer> exchange(std::string_view request);

    // Ends a running exchange. On the connection's own thread.
    void close() noexcept;

private:
    task<void> connect();
    task<answer> exchange_once(std::string_view request);
    template <class Stream>
    task<answer> exchange_on(Stream& stream, std::string_view request);

    boost::asio::ip::tcp::endpoint server_;
    bool anew_;
    boost::asio::ip::tcp::socket socket_;
    std::optional<boost::asio::ssl::context> context_; // with TLS
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
    boost::beast::flat_buffer read_;
};

} // namespace praetor::bench
