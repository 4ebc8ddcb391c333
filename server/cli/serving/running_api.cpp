#include <server/cli/serving/running_api.hpp>

#include <fmt/format.h>

#include <array>
#include <string_view>
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

template <class Endpoint>
bool answers(Endpoint const& to, std::string const& base_path)
{
    opened_socket const socket{to.protocol().family()};
    if (::connect(socket.number, to.data(), static_cast<socklen_t>(to.size())) != 0)
        return false;
    auto const asked = fmt::format("GET {}/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", base_path);
    if (::send(socket.number, asked.data(), asked.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(asked.size()))
        return false;
    std::array<char, 12> said{};
    auto const size = ::recv(socket.number, said.data(), said.size(), MSG_WAITALL);
    std::string_view const begin{said.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    return begin.starts_with("HTTP/1.") && (begin.ends_with("200") || begin.ends_with("401"));
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
