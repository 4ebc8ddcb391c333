#include <server/http/tls/socket_bio.hpp>
#include <server/http/tls/tls_session.hpp>

#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <new>
#include <utility>

namespace praetor::http {

void tls_session::free_ssl::operator()(ssl_st* session) const noexcept
{
    SSL_free(session);
}

tls_session::tls_session(tls_context const& context, int descriptor) : ssl_(SSL_new(context.get()))
{
    auto* const bio = ssl_ ? socket_bio(descriptor) : nullptr;
    if (bio == nullptr)
        throw std::bad_alloc{};
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
}

// What SSL_get_error makes of a call's result.
tls_session::attempt tls_session::outcome(int result)
{
    switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
        return {step::wants_read, 0, {}};
    case SSL_ERROR_WANT_WRITE:
        return {step::wants_write, 0, {}};
    case SSL_ERROR_ZERO_RETURN:
        return {step::failed, 0, boost::asio::error::eof};
    case SSL_ERROR_SSL:
        is_broken_ = true;
        return {step::failed, 0, {static_cast<int>(ERR_get_error()), boost::asio::error::get_ssl_category()}};
    default: // the socket's
        is_broken_ = true;
        return {step::failed, 0, boost::asio::error::eof};
    }
}

tls_session::step tls_session::shake_hands()
{
    ERR_clear_error();
    auto const result = SSL_do_handshake(ssl_.get());
    if (result == 1)
        return step::done;
    auto const came = outcome(result);
    if (came.came == step::failed)
        failure_ = came.failed.message();
    ERR_clear_error(); // of this thread, which has others
    return came.came;
}

tls_session::attempt tls_session::try_read(boost::asio::mutable_buffer into)
{
    ERR_clear_error();
    std::size_t size = 0;
    auto const result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &size);
    return result == 1 ? attempt{step::done, size, {}} : outcome(result);
}

// A record after the other. One that could not be sent whole stays with OpenSSL, and is asked for again by who writes
// the same bytes next.
tls_session::attempt tls_session::try_write(boost::asio::const_buffer from)
{
    std::size_t sent = 0;
    do {
        ERR_clear_error();
        std::size_t size = 0;
        auto const rest = from + sent;
        auto const result = SSL_write_ex(ssl_.get(), rest.data(), rest.size(), &size);
        if (result != 1) {
            auto const came = outcome(result);
            return sent > 0 && came.came != step::failed ? attempt{step::done, sent, {}} : came;
        }
        sent += size;
    } while (sent < from.size());
    return {step::done, sent, {}};
}

// A read or a write that waits for its socket, again and again.
struct tls_session::operation
{
    tls_session* of;
    socket* on;
    boost::asio::mutable_buffer into;
    boost::asio::const_buffer from;
    io_handler handler;

    attempt tried() const { return into.data() != nullptr ? of->try_read(into) : of->try_write(from); }

    void begin() &&
    {
        auto const came = tried();
        if (came.came == step::wants_read || came.came == step::wants_write)
            return std::move(*this).wait(came.came);
        auto const executor = on->get_executor();
        boost::asio::post(executor, boost::asio::append(std::move(handler), came.failed, came.size));
    }

    // The socket is ready; where it is not, the session may be gone.
    void operator()(boost::system::error_code failed)
    {
        if (failed)
            return std::move(handler)(failed, 0);
        auto const came = tried();
        if (came.came == step::wants_read || came.came == step::wants_write)
            return std::move(*this).wait(came.came);
        std::move(handler)(came.failed, came.size);
    }

    void wait(step wanted) &&
    {
        auto const slot = boost::asio::get_associated_cancellation_slot(handler);
        auto& waits = *on;
        waits.async_wait(wanted == step::wants_read ? socket::wait_read : socket::wait_write,
                         boost::asio::bind_cancellation_slot(slot, std::move(*this)));
    }
};

void tls_session::read(socket& on, boost::asio::mutable_buffer into, io_handler handler)
{
    operation{this, &on, into, {}, std::move(handler)}.begin();
}

void tls_session::write(socket& on, boost::asio::const_buffer from, io_handler handler)
{
    operation{this, &on, {}, from, std::move(handler)}.begin();
}

void tls_session::say_goodbye()
{
    if (is_broken_ || SSL_in_init(ssl_.get()))
        return;
    ERR_clear_error();
    static_cast<void>(SSL_shutdown(ssl_.get()));
    ERR_clear_error();
    is_broken_ = true;
}

} // namespace praetor::http
