// What a process is told that serves beside others (worker_process).
#pragma once

#include <server/app/passed_sockets.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

namespace praetor::app {

struct worker_identity
{
    int number = 0;               // 1 …
    int reports = -1;             // a Unix socket that listens, its own
    std::filesystem::path folder; // where that and those of the others are
    int counts = -1;              // memory of http::connection_counts, which all of them share
    std::size_t slot = 0;         // its own there
};

// Takes what is its own off the sockets; nothing where this process was not started as a worker.
std::optional<worker_identity> take_identity(std::vector<passed_socket>& sockets);

} // namespace praetor::app
