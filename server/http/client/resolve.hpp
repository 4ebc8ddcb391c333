// Names of hosts as addresses.
#pragma once

#include <server/base/task.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace praetor::http {

// The addresses of a host, in the order of the system's resolver, which may be waited for beyond a cancellation; an
// address is its own. Where private ones are not allowed, one of them refuses the host. Throws outgoing_failure
// (not_connected, restricted).
task<std::vector<boost::asio::ip::tcp::endpoint>> resolve(std::string host, std::uint16_t port, bool allow_private);

} // namespace praetor::http
