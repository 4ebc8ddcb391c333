// Where a server listens.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace praetor::http {

struct listen_options
{
    // A name, of which each address is listened on; an address; or "unix:" and the path of a Unix socket.
    std::string host = "127.0.0.1";
    std::uint16_t port = 4200; // 0: any free one
    unsigned unix_mode = 0660; // of the file of a Unix socket
    std::vector<int> sockets;  // that listen already: used instead of host and port, and closed
};

} // namespace praetor::http
