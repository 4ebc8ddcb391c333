// Addresses that are not of the public internet.
#pragma once

#include <boost/asio/ip/address.hpp>

namespace praetor::http {

// As Prefect's rule for restricted URLs has it (is_private of Python's ipaddress): loopback, link-local, private,
// documentation, reserved; an IPv4 address within an IPv6 one counts as itself. Beyond that rule: shared addresses of
// carriers (100.64.0.0/10), multicast, and IPv4 inside 6to4, NAT64 and "IPv4-compatible" addresses. Any thread.
bool is_private(boost::asio::ip::address const& address);

} // namespace praetor::http
