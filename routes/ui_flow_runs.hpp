#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /ui/flow_runs: what only the dashboard asks.
void add_ui_flow_runs(router& r);

} // namespace praetor::routes
