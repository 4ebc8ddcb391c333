// What one run of the load generator is asked to do.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

namespace praetor::bench {

struct options
{
    std::string case_name;
    std::string host = "127.0.0.1"; // an address, not a name
    unsigned short port = 4200;
    unsigned connections = 8;
    std::optional<double> rate;                // units a second of the open loop; absent: closed loop
    std::chrono::duration<double> warm_up{1};  // asked and not counted
    std::chrono::duration<double> measured{5}; // what the figures are about
    bool gzip = true;                          // as the SDK asks
    bool tls = false;                          // whoever the server says it is
    bool anew = false;                         // a connection, and a full handshake, for each request
    std::optional<pid_t> server;               // whose processor time is read, its children included
    unsigned events = 2000;                    // sent by the cases about events
    unsigned subscribers = 20;                 // of events-out
    std::string once_prepared;                 // a shell command to run when what is asked for is there; empty: none
};

// Reads the command line. Prints help or what is wrong and leaves the process when there is nothing to
// measure.
options parse_options(int argc, char** argv);

} // namespace praetor::bench
