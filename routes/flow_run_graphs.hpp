#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /flow_runs/{id}/graph and /flow_runs/{id}/graph-v2
void add_flow_run_graphs(router& r);

} // namespace praetor::routes
