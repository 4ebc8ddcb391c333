#include <server/app/workers/worker_identity.hpp>

#include <charconv>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>

namespace praetor::app {
namespace {

// Of "<prefix><number>".
std::optional<int> number_in(std::string_view name, std::string_view prefix)
{
    int number = 0;
    if (!name.starts_with(prefix))
        return std::nullopt;
    auto const [end, failed] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), number);
    return failed == std::errc{} && number >= 0 ? std::optional{number} : std::nullopt;
}

} // namespace

std::optional<worker_identity> take_identity(std::vector<passed_socket>& sockets)
{
    if (sockets.size() < 2)
        return std::nullopt;
    auto const& own = sockets.back();
    auto const& counts = sockets[sockets.size() - 2];
    auto const number = number_in(own.name, "worker-");
    auto const slot = number_in(counts.name, "connections-");
    sockaddr_un at{};
    socklen_t size = sizeof at - 1;
    if (!number || !slot || ::getsockname(own.descriptor, reinterpret_cast<sockaddr*>(&at), &size) != 0 ||
        at.sun_family != AF_UNIX)
        return std::nullopt;
    worker_identity const made{.number = *number,
                               .reports = own.descriptor,
                               .folder = std::filesystem::path{at.sun_path}.parent_path(),
                               .counts = counts.descriptor,
                               .slot = static_cast<std::size_t>(*slot)};
    sockets.resize(sockets.size() - 2);
    return made;
}

} // namespace praetor::app
