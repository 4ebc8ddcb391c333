// The port of a server on each address of its host. Only for server.cpp.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace praetor::http {

// Bound, and not listening yet. Takes each address that the host's name has ("localhost": 127.0.0.1 and ::1), by take_port.
// Throws error{errc::unavailable} with the words for the operator. Looks the name up, so it blocks.
std::vector<boost::asio::ip::tcp::acceptor> take_port_of(boost::asio::any_io_executor executor, std::string const& host,
                                                         std::uint16_t port);

// One for each endpoint of this machine; at least one, else `refused` says why and none is there. Those of other machines
// and of families that are not spoken here are passed over. Where the first asks for any free port, all get the one it got.
// A port that is in use on one of them is refused on all.
std::vector<boost::asio::ip::tcp::acceptor> take_port(boost::asio::any_io_executor executor,
                                                      std::vector<boost::asio::ip::tcp::endpoint> const& at,
                                                      boost::system::error_code& refused);

// Begins to listen. Throws as take_port_of() does, `host` being how it is called.
void listen(boost::asio::ip::tcp::acceptor& on, std::string const& host);

} // namespace praetor::http
