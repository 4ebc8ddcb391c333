#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /task_runs
void add_task_runs(router& r);

} // namespace praetor::routes
