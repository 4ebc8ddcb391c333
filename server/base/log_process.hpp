// Logs of processes that write to one place.
#pragma once

#include <string_view>

namespace praetor::log {

// What the lines of this process say before the part ("worker 2"); set once at start.
void set_process(std::string_view name);

} // namespace praetor::log
