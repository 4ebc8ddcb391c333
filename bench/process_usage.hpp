// What a process and its children have used so far, read from /proc: the server's side of a measurement.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>

namespace praetor::bench {

struct usage
{
    std::chrono::microseconds processor{0}; // user and system time of all threads
    std::size_t resident = 0;               // bytes
};

// Sums `root` and its living descendants, and the reaped children each of them has waited for. A process that
// is gone counts nothing.
usage usage_of_tree(pid_t root);

// The same of this process alone.
std::chrono::microseconds own_processor_time();

} // namespace praetor::bench
