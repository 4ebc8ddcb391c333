// A socket that can leave out the pongs which Beast writes by itself as soon as it has read a ping (websocket/impl/read.hpp),
// so that the websocket's owner answers when the ping's question is answered.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace praetor::http {

// Beneath a websocket stream in the server's role.
class pong_holder : public boost::asio::ip::tcp::socket
{
public:
    using base = boost::asio::ip::tcp::socket;

    explicit pong_holder(base connection) : base(std::move(connection)) {}

    // The next write of the pong with this payload does nothing. Beast writes one pong for each ping, before it reads the
    // next one, and each frame of control at once; so what else is written meanwhile is no such frame, or one that says
    // the same.
    void hold(std::string_view payload)
    {
        held_ = {static_cast<char>(0x8a), static_cast<char>(payload.size())}; // RFC 6455, 5.2
        held_ += payload;
    }

    template <class Buffers, class Token>
    auto async_write_some(Buffers const& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [](auto handler, pong_holder* self, Buffers const& data) { self->write(data, std::move(handler)); }, token,
            this, buffers);
    }

private:
    template <class Buffers, class Handler>
    void write(Buffers const& data, Handler handler)
    {
        if (!takes(data)) {
            base::async_write_some(data, std::move(handler));
            return;
        }
        auto const executor = boost::asio::get_associated_executor(handler, get_executor());
        boost::asio::post(executor, boost::beast::bind_front_handler(std::move(handler), boost::system::error_code{},
                                                                     boost::beast::buffer_bytes(data)));
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

    std::string held_; // a frame
};

// Found by Beast, which knows how to end a TCP connection and no other.
template <class Handler>
void async_teardown(boost::beast::role_type role, pong_holder& socket, Handler&& handler)
{
    boost::beast::websocket::async_teardown(role, static_cast<pong_holder::base&>(socket),
                                            std::forward<Handler>(handler));
}

} // namespace praetor::http
