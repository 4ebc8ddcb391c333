#include <db/dialects/postgresql/received_bytes.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace praetor::db::postgresql {
namespace {

constexpr unsigned free_looks = 3;
// libpq reads what fits into its buffer, which is as large as the largest row.
constexpr std::size_t likely_read = std::size_t{64} << 10;

// As in linux/tcp.h; that of the C library ends before it comes to the sums.
struct kernel_tcp_info
{
    std::array<std::uint8_t, 104> states_and_times;
    std::uint64_t pacing_rate;
    std::uint64_t max_pacing_rate;
    std::uint64_t bytes_acked;
    std::uint64_t bytes_received;
};
static_assert(offsetof(kernel_tcp_info, bytes_received) == 128);

// Nothing where the socket is none of TCP, or the system does not tell.
std::optional<std::uint64_t> received_by_tcp(int socket)
{
    kernel_tcp_info found{};
    socklen_t size = sizeof found;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &found, &size) != 0 || size < sizeof found)
        return std::nullopt;
    return found.bytes_received;
}

} // namespace

std::size_t received_bytes::look(int socket) noexcept
{
    if (++looks_ <= free_looks)
        return 0;
    if (auto const now = received_by_tcp(socket)) {
        if (!of_tcp_)
            of_tcp_ = now;
        return static_cast<std::size_t>(*now - *of_tcp_);
    }
    int waiting = 0;
    if (::ioctl(socket, FIONREAD, &waiting) == 0)
        estimate_ += std::min(static_cast<std::size_t>(waiting), likely_read);
    return estimate_;
}

} // namespace praetor::db::postgresql
