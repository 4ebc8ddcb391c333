// Sockets that a service manager opened for this process: systemd's socket activation (sd_listen_fds(3)).
#pragma once

#include <string>
#include <vector>

namespace praetor::app {

struct passed_socket
{
    int descriptor = -1;
    std::string name; // what LISTEN_FDNAMES calls it; may be empty
};

// The descriptors from `first` on that LISTEN_PID and LISTEN_FDS promise to this process; none where they do not. They
// are not passed on to children, and neither are the variables, which are unset. At start, before there are other
// threads.
std::vector<passed_socket> take_passed_sockets(int first = 3);

} // namespace praetor::app
