#include <server/http/connection/wire.hpp>
#include <server/http/websockets/websocket_stream.hpp>

#include <server/base/deadline.hpp>
#include <server/base/log.hpp>
#include <server/base/text/split.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace praetor::http {
namespace {

namespace beast = boost::beast;
constexpr std::size_t uncounted = std::size_t{64} << 10; // bytes of a message that go into no sum
constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

// Whether the peer gets it is of no interest to who refuses it.
task<void> send(server_stream& connection, std::array<boost::asio::const_buffer, 2> parts)
{
    static_cast<void>(co_await boost::asio::async_write(connection, parts, as_tuple));
}

} // namespace

websocket::stream::stream(server_stream connection, request_type wanted, server_options const& how, traffic& with,
                          std::uint64_t id)
    : socket(std::move(connection)), asked(std::move(wanted)), options(how), all(with), request_id(id)
{
    // Beast pings a peer that was silent for half of the idle timeout, and drops it at the whole.
    beast::websocket::stream_base::timeout limits{};
    limits.handshake_timeout = std::chrono::seconds{30};
    limits.idle_timeout = how.ping_interval + how.ping_timeout;
    limits.keep_alive_pings = true;
    socket.set_option(limits);
    socket.read_message_max(how.max_message);
    socket.auto_fragment(false);
}

websocket::websocket(std::unique_ptr<stream> held) : stream_(std::move(held)) {}

websocket::~websocket() = default;

std::vector<std::string> websocket::offered() const
{
    std::vector<std::string> all;
    auto const range = stream_->asked.equal_range("Sec-WebSocket-Protocol");
    for (auto field = range.first; field != range.second; ++field) {
        std::string_view rest = field->value();
        while (!rest.empty())
            all.emplace_back(next_item(rest, ','));
    }
    return all;
}

task<bool> websocket::accept(std::string subprotocol)
{
    if (!subprotocol.empty())
        stream_->socket.set_option(
            beast::websocket::stream_base::decorator([subprotocol](beast::websocket::response_type& answer) {
                answer.set("Sec-WebSocket-Protocol", subprotocol);
            }));
    auto [ec] = co_await stream_->socket.async_accept(stream_->asked, as_tuple);
    stream_->socket.text(true);
    stream_->is_open = !ec;
    co_return !ec;
}

task<void> websocket::refuse()
{
    response closed;
    closed.status = 403;
    closed.content_type = "text/plain; charset=utf-8";
    return refuse(std::move(closed));
}

task<void> websocket::refuse(response answer)
{
    std::string head;
    write_head(head, answer, answer.body.size(), false, stream_->request_id);
    auto& connection = stream_->socket.next_layer();
    std::array<boost::asio::const_buffer, 2> const parts{boost::asio::buffer(head), boost::asio::buffer(answer.body)};
    co_await with_deadline(std::chrono::seconds{5}, send(connection, parts), "the peer does not read");
    connection.end();
}

task<std::optional<std::string>> websocket::read()
{
    auto message = co_await read_message(std::numeric_limits<std::size_t>::max());
    if (!message)
        co_return std::nullopt;
    co_return std::move(message->text);
}

task<std::optional<websocket::sized_message>> websocket::read_up_to(std::size_t max_bytes)
{
    stream_->socket.read_message_max(0);
    return read_message(max_bytes);
}

// A piece at a time: where no memory is left for it, that is thrown here and ends this socket alone.
task<std::optional<websocket::sized_message>> websocket::read_message(std::size_t max_bytes)
{
    constexpr std::size_t piece = 64 * 1024;
    auto& received = stream_->received;
    sized_message made;
    do {
        if (made.size > max_bytes)
            received.clear();
        stream_->held.become(received.size() > uncounted ? 2 * received.size() : 0);
        if (stream_->held.bytes() > 0 && stream_->all.asked > stream_->options.max_asked) {
            log::info("http", "a websocket was closed: too much is being read");
            co_await close(1013, "Try again later");
            end();
            co_return std::nullopt;
        }
        auto const room = received.prepare(std::min(stream_->socket.read_size_hint(received), piece));
        is_reading_ = true;
        auto [ec, size] = co_await stream_->socket.async_read_some(room, as_tuple);
        is_reading_ = false;
        if (ec) {
            end();
            co_return std::nullopt;
        }
        received.commit(size);
        made.size += size;
    } while (!stream_->socket.is_message_done());
    if (made.size <= max_bytes)
        made.text = beast::buffers_to_string(received.data());
    received.clear();
    if (received.capacity() > uncounted) // a socket that sent one large message does not hold its memory for ever
        received.shrink_to_fit();
    co_return made;
}

void websocket::hold_pongs(std::function<void(std::string_view)> came)
{
    if (!came)
        return stream_->socket.control_callback();
    auto& layer = stream_->socket.next_layer();
    stream_->socket.control_callback(
        [&layer, came = std::move(came)](beast::websocket::frame_type kind, std::string_view payload) {
            if (kind != beast::websocket::frame_type::ping)
                return;
            layer.hold_pong(payload);
            came(payload);
        });
}

task<bool> websocket::pong(std::string payload)
{
    beast::websocket::ping_data const data{payload.data(), payload.size()};
    auto [ec] = co_await stream_->socket.async_pong(data, as_tuple);
    co_return !ec;
}

task<bool> websocket::write(std::string_view text)
{
    auto const buffer = boost::asio::buffer(text.data(), text.size());
    auto [ec, size] = co_await stream_->socket.async_write(buffer, as_tuple);
    co_return !ec;
}

void websocket::cork()
{
    set_corked(true);
}

void websocket::uncork()
{
    set_corked(false);
}

// A connection that is lost has nothing to hold back: its errors are of no interest.
void websocket::set_corked(bool on)
{
    if (is_corked_ == on)
        return;
    is_corked_ = on;
    int const value = on ? 1 : 0;
    auto const socket = stream_->socket.next_layer().native_handle();
    static_cast<void>(::setsockopt(socket, IPPROTO_TCP, TCP_CORK, &value, sizeof value));
}

task<void> websocket::close(std::uint16_t code, std::string reason)
{
    if (!stream_->is_open) {
        drop();
        co_return;
    }
    if (reason.size() > 123)
        reason.resize(123);
    beast::websocket::close_reason why{static_cast<beast::websocket::close_code>(code)};
    why.reason.assign(reason.data(), reason.size());
    static_cast<void>(co_await stream_->socket.async_close(why, as_tuple));
}

void websocket::drop()
{
    boost::system::error_code ignored;
    stream_->socket.next_layer().close(ignored);
    end();
}

task<void> websocket::wait_until_ended()
{
    while (!ended_)
        co_await end_came_.wait();
}

bool websocket::was_dropped() const noexcept
{
    return !stream_->socket.next_layer().is_open();
}

task<void> websocket::wait_until_dropped()
{
    while (!was_dropped())
        co_await end_came_.wait();
}

void websocket::look_for_end()
{
    if (is_reading_ || ended_)
        return;
    auto& connection = stream_->socket.next_layer();
    pollfd asked{connection.native_handle(), POLLRDHUP, 0};
    if (!connection.is_open() || (::poll(&asked, 1, 0) > 0 && (asked.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0))
        end();
}

void websocket::end()
{
    ended_ = true;
    end_came_.notify_all();
}

} // namespace praetor::http
