// A server that runs, as another process sees it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <string>

namespace praetor::cli {

// Whether what listens there answers GET {base_path}/health as a server of the API does, by plain HTTP or TLS, within two
// seconds for each step. An
// address that stands for all of the machine's is asked by loopback. Block; throw nothing but for want of memory; SIGPIPE is ignored from then on.
bool serves_the_api(boost::asio::ip::tcp::endpoint to, std::string const& base_path);
bool serves_the_api(boost::asio::local::stream_protocol::endpoint const& to, std::string const& base_path);

} // namespace praetor::cli
