#include <server/http/tls/socket_bio.hpp>

#include <openssl/bio.h>

#include <cerrno>
#include <cstdint>
#include <sys/socket.h>

namespace praetor::http {
namespace {

int descriptor_of(BIO* bio)
{
    return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool is_for_later()
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

int read(BIO* bio, char* into, int size)
{
    BIO_clear_retry_flags(bio);
    auto const came = ::recv(descriptor_of(bio), into, static_cast<std::size_t>(size), MSG_DONTWAIT);
    if (came < 0 && is_for_later())
        BIO_set_retry_read(bio);
    return static_cast<int>(came);
}

int write(BIO* bio, char const* from, int size)
{
    BIO_clear_retry_flags(bio);
    auto const sent = ::send(descriptor_of(bio), from, static_cast<std::size_t>(size), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && is_for_later())
        BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

long control(BIO*, int what, long, void*)
{
    return what == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* made_method()
{
    auto* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket of praetor");
    if (made != nullptr) {
        BIO_meth_set_read(made, read);
        BIO_meth_set_write(made, write);
        BIO_meth_set_ctrl(made, control);
    }
    return made;
}

} // namespace

bio_st* socket_bio(int descriptor)
{
    static BIO_METHOD const* const method = made_method(); // kept for as long as the program runs
    auto* const made = method != nullptr ? BIO_new(method) : nullptr;
    if (made != nullptr) {
        BIO_set_data(made, reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)));
        BIO_set_init(made, 1);
    }
    return made;
}

} // namespace praetor::http
