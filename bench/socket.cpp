#include <bench/socket.hpp>
#include <server/base/error.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <fmt/format.h>

#include <cstdint>

namespace praetor::bench {
namespace {

namespace asio = boost::asio;

constexpr std::size_t read_size = 256u << 10;
constexpr char text_frame = '\x81', ping_frame = '\x89', pong_frame = '\x8a';
constexpr unsigned ping = 9, closing = 8;

// A mask of zeros is a mask: the bytes stay as they are (RFC 6455, 5.3).
void append_head(std::string& out, char kind, std::size_t size)
{
    out += kind;
    int length_bytes = 0;
    if (size < 126) {
        out += static_cast<char>(0x80u | size);
    }
    else if (size <= 0xffff) {
        out += static_cast<char>(0x80u | 126u);
        length_bytes = 2;
    }
    else {
        out += static_cast<char>(0x80u | 127u);
        length_bytes = 8;
    }
    for (int i = length_bytes - 1; i >= 0; --i)
        out += static_cast<char>((static_cast<std::uint64_t>(size) >> (8 * i)) & 0xff);
    out.append(4, '\0');
}

std::uint64_t big_endian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (char const byte : bytes)
        value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

} // namespace

void append_frame(std::string& out, std::string_view text)
{
    append_head(out, text_frame, text.size());
    out += text;
}

void append_ping(std::string& out)
{
    append_head(out, ping_frame, 0);
}

socket::socket(asio::any_io_executor executor) : socket_{std::move(executor)} {}

task<void> socket::open(options const& wanted, std::string target)
{
    co_await socket_.async_connect({asio::ip::make_address(wanted.host), wanted.port}, asio::use_awaitable);
    socket_.set_option(asio::ip::tcp::no_delay{true});
    auto const upgrade = fmt::format("GET /api{} HTTP/1.1\r\nHost: {}:{}\r\nUpgrade: websocket\r\n"
                                     "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: prefect\r\n\r\n",
                                     target, wanted.host, wanted.port);
    co_await asio::async_write(socket_, asio::buffer(upgrade), asio::use_awaitable);
    auto const head =
        co_await asio::async_read_until(socket_, asio::dynamic_buffer(unread_), "\r\n\r\n", asio::use_awaitable);
    if (!unread_.starts_with("HTTP/1.1 101"))
        throw error{errc::internal, "no websocket: " + unread_.substr(0, head)};
    at_ = head;

    std::string hello;
    append_frame(hello, R"({"type":"auth","token":null})");
    co_await send(hello);
    auto const reply = co_await receive();
    if (reply.find("auth_success") == std::string_view::npos)
        throw error{errc::internal, fmt::format("not let in: {}", reply)};
}

task<void> socket::send(std::string_view frames)
{
    co_await asio::async_write(socket_, asio::buffer(frames), asio::use_awaitable);
}

task<void> socket::read_at_least(std::size_t bytes)
{
    if (unread_.size() - at_ >= bytes)
        co_return;
    unread_.erase(0, at_);
    at_ = 0;
    while (unread_.size() < bytes) {
        auto const had = unread_.size();
        unread_.resize(had + read_size);
        std::size_t got = 0;
        try {
            got = co_await socket_.async_read_some(asio::buffer(unread_.data() + had, read_size), asio::use_awaitable);
        }
        catch (...) {
            unread_.resize(had);
            throw;
        }
        unread_.resize(had + got);
    }
}

task<std::string_view> socket::receive()
{
    for (;;) {
        if (unread_.size() - at_ < 2)
            co_await read_at_least(2);
        auto const kind = static_cast<unsigned char>(unread_[at_]) & 0x0fu;
        auto const short_size = static_cast<unsigned char>(unread_[at_ + 1]) & 0x7fu;
        std::size_t const length_bytes = short_size == 126 ? 2 : short_size == 127 ? 8 : 0;
        co_await read_at_least(2 + length_bytes);
        auto const size = length_bytes == 0 ? std::uint64_t{short_size}
                                            : big_endian(std::string_view{unread_}.substr(at_ + 2, length_bytes));
        auto const whole = 2 + length_bytes + static_cast<std::size_t>(size);
        if (unread_.size() - at_ < whole)
            co_await read_at_least(whole);
        auto const payload = std::string_view{unread_}.substr(at_ + 2 + length_bytes, static_cast<std::size_t>(size));
        at_ += whole;
        if (kind == closing)
            throw boost::system::system_error{asio::error::eof};
        if (kind != ping)
            co_return payload;
        std::string pong;
        append_head(pong, pong_frame, payload.size());
        pong += payload;
        co_await send(pong);
    }
}

void socket::close() noexcept
{
    boost::system::error_code ignored;
    socket_.close(ignored);
}

} // namespace praetor::bench
