// A client's connection in TLS to a port of this machine, blocking.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace praetor::tests {

class tls_client
{
public:
    using stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

    // Believes whom `authority`, a file, has signed. What is set at context() counts for the next connect().
    explicit tls_client(std::string const& authority)
    {
        context_.load_verify_file(authority);
        context_.set_verify_mode(boost::asio::ssl::verify_peer);
    }
    boost::asio::ssl::context& context() noexcept { return context_; }

    // Anew, with a handshake; throws where that fails.
    stream& connect(unsigned short port, SSL_SESSION* resumed = nullptr)
    {
        stream_.emplace(io_, context_);
        stream_->next_layer().connect({boost::asio::ip::make_address("127.0.0.1"), port});
        if (resumed != nullptr)
            SSL_set_session(stream_->native_handle(), resumed);
        stream_->handshake(boost::asio::ssl::stream_base::client);
        return *stream_;
    }
    stream& connected() { return *stream_; }

    void send(std::string_view bytes) { boost::asio::write(*stream_, boost::asio::buffer(bytes)); }

    // What comes, to the end.
    std::string receive()
    {
        std::string all;
        boost::system::error_code ended;
        boost::asio::read(*stream_, boost::asio::dynamic_buffer(all), ended);
        return all;
    }

    // One request on the connection that is there, which is kept; the answer has no body of more than a few bytes.
    std::string ask_again(std::string_view path)
    {
        send("GET " + std::string{path} + " HTTP/1.1\r\nHost: x\r\n\r\n");
        std::string all;
        boost::asio::read_until(*stream_, boost::asio::dynamic_buffer(all), "\r\n\r\n");
        return all;
    }

    // The last request of a connection.
    std::string ask(std::string_view path)
    {
        send("GET " + std::string{path} + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        return receive();
    }

    // Whose certificate the server shows.
    std::string subject()
    {
        auto* const shown = SSL_get1_peer_certificate(stream_->native_handle());
        char text[256] = {};
        X509_NAME_get_text_by_NID(X509_get_subject_name(shown), NID_commonName, text, sizeof text);
        X509_free(shown);
        return text;
    }

private:
    boost::asio::io_context io_;
    boost::asio::ssl::context context_{boost::asio::ssl::context::tls_client};
    std::optional<stream> stream_;
};

} // namespace praetor::tests
