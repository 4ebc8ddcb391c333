#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /flow_run_states and /task_run_states
void add_run_states(router& r);

} // namespace praetor::routes
