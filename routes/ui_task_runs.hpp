#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /ui/task_runs: what only the dashboard asks.
void add_ui_task_runs(router& r);

} // namespace praetor::routes
