// A client's connection: bytes, in TLS or not, by TCP or a Unix socket. Only for the files that speak Beast.
#pragma once

#include <server/http/tls/tls_session.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace praetor::http {

// What a session reads and writes, and a websocket after it: the socket itself, so that those who wait for it, look at
// it or close it need not know of TLS (decision 0023). It can leave out the pongs which Beast writes by itself as soon
// as it has read a ping (websocket/impl/read.hpp), so that the websocket's owner answers when the ping's question is
// answered.
class server_stream : public boost::asio::generic::stream_protocol::socket
{
public:
    using base = boost::asio::generic::stream_protocol::socket;

    explicit server_stream(base connection) : base(std::move(connection)) {}

    // What is read and written from now on goes through it.
    void become_tls(std::unique_ptr<tls_session> session) { tls_ = std::move(session); }
    tls_session* tls() const noexcept { return tls_.get(); } // null without

    // Says that nothing more is sent.
    void end()
    {
        if (tls_ && is_open())
            tls_->say_goodbye();
        boost::system::error_code ignored;
        shutdown(shutdown_send, ignored);
    }

    // The next write of the pong with this payload does nothing. Beast writes one pong for each ping, before it reads
    // the next one, and each frame of control at once; so what else is written meanwhile is no such frame, or one that
    // says the same.
    void hold_pong(std::string_view payload)
    {
        held_ = {static_cast<char>(0x8a), static_cast<char>(payload.size())}; // RFC 6455, 5.2
        held_ += payload;
    }

    // As Asio's AsyncReadStream and AsyncWriteStream have it, in TLS or not.
    template <class Buffers, class Token>
    auto async_read_some(Buffers const& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [](auto handler, server_stream* self, Buffers const& into) {
                if (self->tls_)
                    self->tls_->read(*self, *boost::asio::buffer_sequence_begin(into), std::move(handler));
                else
                    self->base::async_read_some(into, std::move(handler));
            },
            token, this, buffers);
    }
    template <class Buffers, class Token>
    auto async_write_some(Buffers const& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [](auto handler, server_stream* self, Buffers const& data) { self->write(data, std::move(handler)); },
            token, this, buffers);
    }

private:
    template <class Buffers, class Handler>
    void write(Buffers const& data, Handler handler)
    {
        if (takes(data)) {
            auto const executor = boost::asio::get_associated_executor(handler, get_executor());
            boost::asio::post(executor,
                              boost::beast::bind_front_handler(std::move(handler), boost::system::error_code{},
                                                               boost::beast::buffer_bytes(data)));
        }
        else if (tls_)
            tls_->write(*this, tls_->gather(data), std::move(handler));
        else
            base::async_write_some(data, std::move(handler));
    }

    template <class Buffers>
    bool takes(Buffers const& data)
    {
        if (held_.empty() || boost::beast::buffer_bytes(data) != held_.size() ||
            boost::beast::buffers_to_string(data) != held_)
            return false;
        held_.clear();
        return true;
    }

    std::unique_ptr<tls_session> tls_;
    std::string held_; // a frame
};

// Found by Beast, which knows how to end a socket and nothing else.
template <class Handler>
void async_teardown(boost::beast::role_type role, server_stream& stream, Handler&& handler)
{
    if (stream.tls() != nullptr)
        stream.tls()->say_goodbye();
    boost::beast::websocket::async_teardown(role, static_cast<server_stream::base&>(stream),
                                            std::forward<Handler>(handler));
}

} // namespace praetor::http
