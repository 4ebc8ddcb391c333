// One connection's TLS: what is between the bytes of a session and those of its socket. Only for server_stream.hpp and
// the session.
#pragma once

#include <server/http/tls/tls_context.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

struct ssl_st; // SSL of OpenSSL

namespace praetor::http {

// OpenSSL reads and writes the socket itself, and this waits until it can: buffers of its own, as asio::ssl::stream has
// them, would take 70 KB of each connection. Used by one thread at a time; one read and one write may be under way at
// once.
class tls_session
{
public:
    using socket = boost::asio::generic::stream_protocol::socket;
    // Erased, so that there is one read and one write however many kinds of callers there are.
    using io_handler = boost::asio::any_completion_handler<void(boost::system::error_code, std::size_t)>;

    enum class step
    {
        done,
        failed,
        wants_read,
        wants_write
    };

    // The server's side of it on a socket, which stays open for as long as this is used.
    tls_session(tls_context const& context, int descriptor);

    // Goes on with the handshake as far as it can without waiting: about a millisecond of computation with an RSA key.
    // Any thread.
    step shake_hands();
    // Why it has failed, for the log.
    std::string const& failure() const noexcept { return failure_; }

    // Gives the size of what has come, at most a buffer full, or an error: eof where the peer has ended it. Through
    // `on`, which is of that descriptor. Cancellation and closing end them as they do for a socket.
    void read(socket& on, boost::asio::mutable_buffer into, io_handler handler);
    // Gives how much of it went out, at least one byte.
    void write(socket& on, boost::asio::const_buffer from, io_handler handler);

    // The first buffer of a sequence, together with those behind it where they fit into one record. Valid until the
    // next call.
    template <class Buffers>
    boost::asio::const_buffer gather(Buffers const& all)
    {
        auto const size = boost::asio::buffer_size(all);
        boost::asio::const_buffer const first = *boost::asio::buffer_sequence_begin(all);
        if (first.size() == size || first.size() >= record_size)
            return first;
        gathered_.resize(std::min(size, record_size));
        boost::asio::buffer_copy(boost::asio::buffer(gathered_), all);
        return boost::asio::buffer(gathered_);
    }

    // Tells the peer that nothing more comes, as far as that can be done at once.
    void say_goodbye();

private:
    static constexpr std::size_t record_size = std::size_t{16} << 10; // bytes, the most that TLS has

    struct attempt
    {
        step came;
        std::size_t size;
        boost::system::error_code failed;
    };
    struct operation;
    struct free_ssl
    {
        void operator()(ssl_st* session) const noexcept;
    };

    attempt try_read(boost::asio::mutable_buffer into);
    attempt try_write(boost::asio::const_buffer from);
    attempt outcome(int result);

    std::unique_ptr<ssl_st, free_ssl> ssl_;
    std::string gathered_;
    std::string failure_;
    bool is_broken_ = false; // nothing can be said any more
};

} // namespace praetor::http
