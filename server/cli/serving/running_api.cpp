#include <server/cli/serving/running_api.hpp>

#include <fmt/format.h>

#include <openssl/ssl.h>

#include <csignal>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace praetor::cli {
namespace {

struct opened_socket
{
    explicit opened_socket(int family) : number(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        timeval const patience{2, 0};
        ::setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    }
    opened_socket(opened_socket const&) = delete;
    opened_socket& operator=(opened_socket const&) = delete;
    ~opened_socket() { ::close(number); }

    int const number;
};

struct deleted_tls
{
    void operator()(SSL_CTX* context) const noexcept { ::SSL_CTX_free(context); }
    void operator()(SSL* session) const noexcept { ::SSL_free(session); }
};

// Sends the request, and gives how the answer begins: "HTTP/1.1 200".
std::string begin_of_answer(int socket, std::string const& request)
{
    if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
        return {};
    std::string begin(12, '\0');
    auto const size = ::recv(socket, begin.data(), begin.size(), MSG_WAITALL);
    begin.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return begin;
}

// The same by TLS. Whose certificate it is does not matter: nothing is told that is not for everybody.
std::string begin_of_tls_answer(int socket, std::string const& request)
{
    std::unique_ptr<SSL_CTX, deleted_tls> const context{::SSL_CTX_new(::TLS_client_method())};
    std::unique_ptr<SSL, deleted_tls> const session{context ? ::SSL_new(context.get()) : nullptr};
    if (!session || ::SSL_set_fd(session.get(), socket) != 1 || ::SSL_connect(session.get()) != 1 ||
        ::SSL_write(session.get(), request.data(), static_cast<int>(request.size())) <= 0)
        return {};
    std::string begin(12, '\0');
    auto const size = ::SSL_read(session.get(), begin.data(), static_cast<int>(begin.size()));
    begin.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return begin;
}

template <class Endpoint>
bool answers(Endpoint const& to, std::string const& base_path)
{
    auto const request =
        fmt::format("GET {}/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", base_path);
    for (auto* ask : {begin_of_answer, begin_of_tls_answer}) {
        opened_socket const socket{to.protocol().family()};
        if (::connect(socket.number, to.data(), static_cast<socklen_t>(to.size())) != 0)
            return false;
        auto const begin = ask(socket.number, request);
        if (begin.starts_with("HTTP/1.") && (begin.ends_with("200") || begin.ends_with("401")))
            return true;
    }
    return false;
}

} // namespace

bool serves_the_api(boost::asio::ip::tcp::endpoint to, std::string const& base_path)
{
    namespace ip = boost::asio::ip;
    if (to.address().is_unspecified())
        to.address(to.address().is_v4() ? ip::address{ip::address_v4::loopback()}
                                        : ip::address{ip::address_v6::loopback()});
    return answers(to, base_path);
}

bool serves_the_api(boost::asio::local::stream_protocol::endpoint const& to, std::string const& base_path)
{
    return answers(to, base_path);
}

} // namespace praetor::cli
