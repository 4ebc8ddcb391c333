#include <server/app/workers/notify_socket.hpp>

#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <cstring>
#include <sys/socket.h>
#include <utility>

namespace praetor::app {

using boost::asio::local::datagram_protocol;

notify_socket::notify_socket(boost::asio::any_io_executor executor, std::string path)
    : path_(std::move(path)), socket_(std::move(executor), datagram_protocol::endpoint{path_})
{
    int const wanted = 1;
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_PASSCRED, &wanted, sizeof wanted);
}

task<notify_socket::message> notify_socket::receive()
{
    for (;;) {
        std::array<char, 4096> text;
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> about;
        iovec part{text.data(), text.size()};
        msghdr got{};
        got.msg_iov = &part;
        got.msg_iovlen = 1;
        got.msg_control = about.data();
        got.msg_controllen = about.size();
        auto const size = ::recvmsg(socket_.native_handle(), &got, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (size < 0) {
            co_await socket_.async_wait(boost::asio::socket_base::wait_read, boost::asio::use_awaitable);
            continue;
        }
        auto const* const head = CMSG_FIRSTHDR(&got);
        if (head == nullptr || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_CREDENTIALS)
            continue;
        ucred who{};
        std::memcpy(&who, CMSG_DATA(head), sizeof who);
        co_return message{who.pid, std::string{text.data(), static_cast<std::size_t>(size)}};
    }
}

} // namespace praetor::app
