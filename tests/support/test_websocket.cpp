#include <tests/support/test_server.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json/parse.hpp>

#include <set>
#include <stdexcept>
#include <string>

namespace praetor::tests {
namespace {

namespace beast = boost::beast;

} // namespace

struct test_websocket::impl
{
    boost::asio::io_context context;
    beast::websocket::stream<beast::tcp_stream> socket{context};
    beast::flat_buffer buffer;
    boost::system::error_code read_error;
    bool reading = false;
    bool arrived = false;
    std::set<std::string, std::less<>> pongs;

    void begin_read()
    {
        if (reading || arrived)
            return;
        reading = true;
        socket.async_read(buffer, [this](boost::system::error_code ec, std::size_t) {
            reading = false;
            arrived = true;
            read_error = ec;
        });
    }

    bool wait(std::chrono::milliseconds response_timeout)
    {
        begin_read();
        auto const end = std::chrono::steady_clock::now() + response_timeout;
        while (!arrived && std::chrono::steady_clock::now() < end) {
            context.restart();
            context.run_one_until(end);
        }
        return arrived;
    }
};

test_websocket::test_websocket(test_server const& server, std::string_view path, std::string_view subprotocol)
    : impl_(std::make_unique<impl>())
{
    beast::get_lowest_layer(impl_->socket)
        .socket()
        .connect({boost::asio::ip::make_address("127.0.0.1"), server.port()});
    impl_->socket.read_message_max(64 * 1024 * 1024);
    std::string const offered{subprotocol};
    impl_->socket.set_option(beast::websocket::stream_base::decorator([offered](beast::websocket::request_type& asked) {
        if (!offered.empty())
            asked.set("Sec-WebSocket-Protocol", offered);
    }));
    impl_->socket.control_callback([this](beast::websocket::frame_type kind, std::string_view payload) {
        if (kind == beast::websocket::frame_type::pong)
            impl_->pongs.emplace(payload);
    });
    impl_->socket.handshake("localhost", "/api" + std::string{path});
}

test_websocket::~test_websocket() = default;

void test_websocket::authenticate(std::string_view token)
{
    send(R"({"type":"auth","token":")" + std::string{token} + R"("})");
    auto const told = receive();
    if (told.at("type") != "auth_success")
        throw std::runtime_error{"not authenticated"};
}

void test_websocket::send(std::string_view text)
{
    impl_->socket.text(true);
    impl_->socket.write(boost::asio::buffer(text));
}

boost::json::value test_websocket::receive()
{
    if (!impl_->wait(std::chrono::seconds{10}))
        throw std::runtime_error{"nothing came for ten seconds"};
    impl_->arrived = false;
    if (impl_->read_error)
        throw std::runtime_error{"closed: " + impl_->read_error.message()};
    auto const text = beast::buffers_to_string(impl_->buffer.data());
    impl_->buffer.clear();
    return boost::json::parse(text);
}

void test_websocket::ping(std::string_view payload)
{
    impl_->socket.ping({payload.data(), payload.size()});
}

bool test_websocket::hears_pong(std::string_view payload, std::chrono::milliseconds response_timeout)
{
    auto const end = std::chrono::steady_clock::now() + response_timeout;
    impl_->begin_read();
    while (!impl_->pongs.contains(payload) && std::chrono::steady_clock::now() < end) {
        impl_->context.restart();
        impl_->context.run_one_until(end);
    }
    return impl_->pongs.contains(payload);
}

bool test_websocket::is_silent(std::chrono::milliseconds response_timeout)
{
    return !impl_->wait(response_timeout);
}

int test_websocket::close_code()
{
    while (impl_->wait(std::chrono::seconds{10}) && !impl_->read_error) {
        impl_->arrived = false;
        impl_->buffer.clear();
    }
    return impl_->socket.reason().code;
}

} // namespace praetor::tests
