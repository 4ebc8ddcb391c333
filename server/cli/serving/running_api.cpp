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
        timeval const timeout{2, 0};
        ::setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
        ::setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    }
    opened_socket(opened_socket const&) = delete;
    opened_socket& operator=(opened_socket const&) = delete;
    ~opened_socket() { ::close(number); }

    int const number;
};

struct deleted_tls
{
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

// OpenSSL calls it where the server asks for a certificate, whether there is one or not.
int note_that_it_is_asked(SSL* session, void*)
{
    *static_cast<bool*>(SSL_get_app_data(session)) = true;
    return 1;
}

// The same by TLS. Whose certificate the server has does not matter: nothing is told that is not for everybody.
std::string begin_of_tls_answer(int socket, std::string const& request, SSL_CTX* shown, bool& is_asked)
{
    std::unique_ptr<SSL, deleted_tls> const session{::SSL_new(shown)};
    if (!session || ::SSL_set_fd(session.get(), socket) != 1)
        return {};
    SSL_set_app_data(session.get(), &is_asked);
    if (::SSL_connect(session.get()) != 1 ||
        ::SSL_write(session.get(), request.data(), static_cast<int>(request.size())) <= 0)
        return {};
    std::string begin(12, '\0');
    auto const size = ::SSL_read(session.get(), begin.data(), static_cast<int>(begin.size()));
    begin.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return begin;
}

bool is_of_the_api(std::string const& begin)
{
    return begin.starts_with("HTTP/1.") && (begin.ends_with("200") || begin.ends_with("401"));
}

template <class Endpoint>
api_answer ask(Endpoint const& to, std::string const& base_path, http::tls_context const& shown)
{
    std::signal(SIGPIPE, SIG_IGN);
    auto const request =
        fmt::format("GET {}/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", base_path);
    auto const is_there = [&](opened_socket const& socket) {
        return ::connect(socket.number, to.data(), static_cast<socklen_t>(to.size())) == 0;
    };
    opened_socket const plain{to.protocol().family()};
    if (!is_there(plain))
        return api_answer::none;
    if (is_of_the_api(begin_of_answer(plain.number, request)))
        return api_answer::given;
    opened_socket const secured{to.protocol().family()};
    if (!is_there(secured))
        return api_answer::none;
    bool is_asked = false;
    ::SSL_CTX_set_cert_cb(shown.get(), note_that_it_is_asked, nullptr);
    auto const begin = begin_of_tls_answer(secured.number, request, shown.get(), is_asked);
    if (is_of_the_api(begin))
        return api_answer::given;
    return is_asked && begin.empty() ? api_answer::wants_certificate : api_answer::none;
}

} // namespace

api_answer ask_the_api(boost::asio::ip::tcp::endpoint to, std::string const& base_path, http::tls_context const& shown)
{
    namespace ip = boost::asio::ip;
    if (to.address().is_unspecified())
        to.address(to.address().is_v4() ? ip::address{ip::address_v4::loopback()}
                                        : ip::address{ip::address_v6::loopback()});
    return ask(to, base_path, shown);
}

api_answer ask_the_api(boost::asio::local::stream_protocol::endpoint const& to, std::string const& base_path,
                       http::tls_context const& shown)
{
    return ask(to, base_path, shown);
}

} // namespace praetor::cli
