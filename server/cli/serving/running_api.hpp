// A server that runs, as another process sees it.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace praetor::cli {

// Whether what listens there answers GET {base_path}/health as a server of the API does, within two seconds for each step. An
// address that stands for all of the machine's is asked by loopback. Blocks; throws nothing but for want of memory.
bool serves_the_api(boost::asio::ip::tcp::endpoint to, std::string const& base_path);

} // namespace praetor::cli
