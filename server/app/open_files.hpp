// How many files, and so connections, this process may have open at once (getrlimit(2)).
#pragma once

#include <cstddef>

namespace praetor::app {

// Raises the soft limit to the hard one: the soft one, often 1,024, is for programs that use select(2). At start,
// before there are other threads.
void raise_limit_of_open_files() noexcept;

// How many connections of clients that limit leaves room for, beside the database, logs and workers; at least one.
std::size_t connections_within_limits() noexcept;

} // namespace praetor::app
