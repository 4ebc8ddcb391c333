#include <server/http/websocket_stream.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/write.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace praetor::http {
namespace {

namespace beast = boost::beast;
constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

} // namespace

websocket::stream::stream(beast::tcp_stream connection, request_type wanted, std::chrono::milliseconds ping_interval,
                          std::chrono::milliseconds ping_timeout, std::size_t max_message)
    : socket(std::move(connection)), asked(std::move(wanted))
{
    // Beast pings a peer that was silent for half of the idle timeout, and drops it at the whole.
    beast::websocket::stream_base::timeout limits{};
    limits.handshake_timeout = std::chrono::seconds{30};
    limits.idle_timeout = ping_interval + ping_timeout;
    limits.keep_alive_pings = true;
    socket.set_option(limits);
    socket.read_message_max(max_message);
    socket.auto_fragment(false);
    beast::get_lowest_layer(socket).expires_never();
}

websocket::websocket(std::unique_ptr<stream> held) : stream_(std::move(held)) {}

websocket::~websocket() = default;

std::vector<std::string> websocket::offered() const
{
    std::vector<std::string> all;
    auto const range = stream_->asked.equal_range("Sec-WebSocket-Protocol");
    for (auto field = range.first; field != range.second; ++field) {
        std::string_view rest = field->value();
        while (!rest.empty()) {
            auto const end = std::min(rest.find(','), rest.size());
            auto one = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            while (one.starts_with(' '))
                one.remove_prefix(1);
            while (one.ends_with(' '))
                one.remove_suffix(1);
            all.emplace_back(one);
        }
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
    co_return !ec;
}

task<void> websocket::refuse()
{
    beast::http::response<beast::http::string_body> answer{beast::http::status::forbidden, 11};
    answer.set(beast::http::field::content_type, "text/plain; charset=utf-8");
    answer.keep_alive(false);
    answer.prepare_payload();
    auto& connection = beast::get_lowest_layer(stream_->socket);
    connection.expires_after(std::chrono::seconds{5});
    static_cast<void>(co_await beast::http::async_write(connection, answer, as_tuple));
    boost::system::error_code ignored;
    connection.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
}

task<std::optional<std::string>> websocket::read()
{
    stream_->received.clear();
    auto [ec, size] = co_await stream_->socket.async_read(stream_->received, as_tuple);
    if (ec)
        co_return std::nullopt;
    co_return beast::buffers_to_string(stream_->received.data());
}

task<bool> websocket::write(std::string_view text)
{
    auto const buffer = boost::asio::buffer(text.data(), text.size());
    auto [ec, size] = co_await stream_->socket.async_write(buffer, as_tuple);
    co_return !ec;
}

void websocket::gather()
{
    cork(true);
}

void websocket::flush()
{
    cork(false);
}

// A connection that is lost has nothing to hold back: its errors are of no interest.
void websocket::cork(bool on)
{
    if (is_gathering_ == on)
        return;
    is_gathering_ = on;
    int const value = on ? 1 : 0;
    auto const socket = beast::get_lowest_layer(stream_->socket).socket().native_handle();
    static_cast<void>(::setsockopt(socket, IPPROTO_TCP, TCP_CORK, &value, sizeof value));
}

task<void> websocket::close(std::uint16_t code, std::string reason)
{
    if (reason.size() > 123)
        reason.resize(123);
    beast::websocket::close_reason why{static_cast<beast::websocket::close_code>(code)};
    why.reason.assign(reason.data(), reason.size());
    static_cast<void>(co_await stream_->socket.async_close(why, as_tuple));
}

void websocket::drop()
{
    boost::system::error_code ignored;
    beast::get_lowest_layer(stream_->socket).socket().close(ignored);
}

} // namespace praetor::http
