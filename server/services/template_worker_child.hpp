// The other side of template_worker: what the process does that it starts.
#pragma once

namespace praetor::services {

// How a program is asked to be a template worker: its only argument. main() looks before it does anything else.
inline constexpr char const* template_worker_argument = "template-worker";

// Whether this process was started as one.
bool is_template_worker(int count, char const* const* arguments);

// Answers what comes over descriptor 0 until it ends, with so little as the work needs: no file may be opened, the
// memory is bounded, the end of the server is its own. Gives the exit code; use _exit(2).
int run_template_worker();

} // namespace praetor::services
