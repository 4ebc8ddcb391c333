// Work on what users wrote that must not cost the server its memory or its time: done in a process of its own.
#pragma once

#include <optional>
#include <string>

namespace praetor::models {

// What `work` gives, done in a copy of this process that has so much memory and time more and no way out but its result.
// Nothing where it took more, or died. Costs a fork, and holds up the thread that calls it; `work` must not touch locks,
// sockets or the log. Linux: fork(2), setrlimit(2).
std::optional<std::string> isolated(std::string (*work)(void const* context), void const* context);

} // namespace praetor::models
