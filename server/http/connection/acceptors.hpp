// Where a server listens: a port on each address of its host, a Unix socket, or sockets that it was given. Only for the
// server and its sessions.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::http {

// Of TCP and Unix sockets alike.
using stream_acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;
using stream_socket = boost::asio::generic::stream_protocol::socket;
using stream_endpoint = boost::asio::generic::stream_protocol::endpoint;

// Bound, and not listening yet. Takes each address that the host's name has ("localhost": 127.0.0.1 and ::1), by
// take_port. Throws error{errc::unavailable} with the words for the operator. Looks the name up, so it blocks.
std::vector<boost::asio::ip::tcp::acceptor> take_port_of(boost::asio::any_io_executor executor, std::string const& host,
                                                         std::uint16_t port);

// One for each endpoint of this machine; at least one, else `refused` says why and none is there. Those of other
// machines and of families that are not spoken here are passed over. Where the first asks for any free port, all get
// the one it got. A port that is in use on one of them is refused on all.
std::vector<boost::asio::ip::tcp::acceptor> take_port(boost::asio::any_io_executor executor,
                                                      std::vector<boost::asio::ip::tcp::endpoint> const& at,
                                                      boost::system::error_code& refused);

// A descriptor that listens already, of TCP or a Unix socket. Takes it: closed with what is given, or at once where
// error{errc::bad_setting} says that it does not listen.
stream_acceptor adopt(boost::asio::any_io_executor executor, int descriptor);

// Begins to listen. Throws as take_port_of() does, `host` being how it is called.
void listen(stream_acceptor& on, std::string const& host);

// Of TCP; nothing for a Unix socket.
std::optional<boost::asio::ip::address> address_of(stream_endpoint const& of);
// The port of TCP; 0 for a Unix socket.
std::uint16_t port_of(stream_endpoint const& of);
// "127.0.0.1:4200", "[::1]:4200" or "unix:/run/praetor.sock".
std::string text_of(stream_endpoint const& of);

} // namespace praetor::http
