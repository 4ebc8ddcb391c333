#include <server/cli/serving/running_api.hpp>

#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <sys/socket.h>

namespace praetor::cli {

using boost::asio::ip::tcp;

bool serves_the_api(tcp::endpoint to, std::string const& base_path)
{
    if (to.address().is_unspecified())
        to.address(to.address().is_v4() ? boost::asio::ip::address{boost::asio::ip::address_v4::loopback()}
                                        : boost::asio::ip::address{boost::asio::ip::address_v6::loopback()});
    boost::asio::io_context context;
    tcp::socket socket{context};
    boost::system::error_code failed;
    socket.open(to.protocol(), failed);
    timeval const patience{2, 0};
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(socket.native_handle(), to.data(), static_cast<socklen_t>(to.size())) != 0)
        return false;
    auto const asked = fmt::format("GET {}/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", base_path);
    if (::send(socket.native_handle(), asked.data(), asked.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(asked.size()))
        return false;
    std::array<char, 12> said{};
    auto const size = ::recv(socket.native_handle(), said.data(), said.size(), MSG_WAITALL);
    std::string_view const begin{said.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    return begin.starts_with("HTTP/1.") && (begin.ends_with("200") || begin.ends_with("401"));
}

} // namespace praetor::cli
