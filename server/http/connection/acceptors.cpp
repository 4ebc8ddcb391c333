#include <server/http/connection/acceptors.hpp>

#include <server/http/url.hpp>

#include <server/base/error.hpp>

#include <boost/asio/ip/v6_only.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace praetor::http {
namespace {

using boost::asio::ip::tcp;

[[noreturn]] void throw_unusable(std::string const& host, std::uint16_t port, boost::system::error_code why)
{
    auto const where = authority(host, port);
    if (why == boost::asio::error::address_in_use)
        throw error{errc::unavailable, where + " is in use by another program; choose another port"};
    throw error{errc::unavailable, "can not listen on " + where + ": " + why.message()};
}

std::vector<tcp::endpoint> addresses_of(boost::asio::any_io_executor executor, std::string const& host,
                                        std::uint16_t port)
{
    boost::system::error_code unknown;
    tcp::resolver resolver{std::move(executor)};
    auto const found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, unknown);
    if (unknown)
        throw_unusable(host, port, unknown);
    std::vector<tcp::endpoint> each;
    for (auto const& one : found)
        if (std::ranges::find(each, one.endpoint()) == each.end())
            each.push_back(one.endpoint());
    return each;
}

// Where `only_v6`, an address of IPv6 takes no connections of IPv4: those have an acceptor of their own.
tcp::acceptor bound(boost::asio::any_io_executor const& executor, tcp::endpoint const& at, bool only_v6,
                    boost::system::error_code& refused)
{
    tcp::acceptor made{executor};
    made.open(at.protocol(), refused);
    if (!refused)
        made.set_option(tcp::acceptor::reuse_address{true}, refused);
    if (!refused && only_v6 && at.address().is_v6())
        made.set_option(boost::asio::ip::v6_only{true}, refused);
    if (!refused)
        made.bind(at, refused);
    return made;
}

bool is_of_another_machine(boost::system::error_code refused)
{
    return refused == boost::asio::error::address_family_not_supported ||
           refused == boost::system::errc::address_not_available;
}

std::optional<tcp::endpoint> as_tcp(stream_endpoint const& of)
{
    auto const family = of.data()->sa_family;
    tcp::endpoint made;
    if ((family != AF_INET && family != AF_INET6) || of.size() > made.capacity())
        return std::nullopt;
    std::memcpy(made.data(), of.data(), of.size());
    made.resize(of.size());
    return made;
}

} // namespace

std::vector<tcp::acceptor> take_port(boost::asio::any_io_executor executor, std::vector<tcp::endpoint> const& at,
                                     boost::system::error_code& refused)
{
    std::vector<tcp::acceptor> all;
    for (auto one : at) {
        if (!all.empty())
            one.port(all.front().local_endpoint().port());
        boost::system::error_code failed;
        auto made = bound(executor, one, at.size() > 1, failed);
        if (!failed)
            all.push_back(std::move(made));
        else if (all.empty() || !is_of_another_machine(failed))
            refused = failed;
        if (failed && !is_of_another_machine(failed)) {
            all.clear();
            return all;
        }
    }
    if (!all.empty())
        refused = {};
    return all;
}

std::vector<tcp::acceptor> take_port_of(boost::asio::any_io_executor executor, std::string const& host,
                                        std::uint16_t port)
{
    boost::system::error_code refused;
    auto all = take_port(executor, addresses_of(executor, host, port), refused);
    if (all.empty())
        throw_unusable(host, port, refused);
    return all;
}

stream_acceptor adopt(boost::asio::any_io_executor executor, int descriptor)
{
    stream_acceptor made{std::move(executor)};
    int kind = 0;
    int listens = 0;
    sockaddr_storage own{};
    socklen_t size = sizeof kind;
    socklen_t own_size = sizeof own;
    bool const fits = ::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 && kind == SOCK_STREAM &&
                      ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0 &&
                      ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &own_size) == 0 &&
                      (own.ss_family == AF_INET || own.ss_family == AF_INET6 || own.ss_family == AF_UNIX);
    if (!fits) {
        ::close(descriptor);
        throw error{errc::bad_setting,
                    "descriptor " + std::to_string(descriptor) + " is no stream socket that listens"};
    }
    made.assign({own.ss_family, own.ss_family == AF_UNIX ? 0 : IPPROTO_TCP}, descriptor);
    return made;
}

void listen(stream_acceptor& on, std::string const& host)
{
    boost::system::error_code refused;
    on.listen(stream_acceptor::max_listen_connections, refused);
    if (refused)
        throw_unusable(host, port_of(on.local_endpoint()), refused);
}

std::optional<boost::asio::ip::address> address_of(stream_endpoint const& of)
{
    auto const found = as_tcp(of);
    return found ? std::optional{found->address()} : std::nullopt;
}

std::uint16_t port_of(stream_endpoint const& of)
{
    auto const found = as_tcp(of);
    return found ? found->port() : std::uint16_t{0};
}

std::string text_of(stream_endpoint const& of)
{
    if (auto const found = as_tcp(of))
        return authority(found->address().to_string(), found->port());
    constexpr auto head = offsetof(sockaddr_un, sun_path);
    std::string path{reinterpret_cast<char const*>(of.data()) + head, of.size() > head ? of.size() - head : 0};
    if (path.starts_with('\0'))
        path.front() = '@';
    while (path.ends_with('\0'))
        path.pop_back();
    return "unix:" + path;
}

} // namespace praetor::http
