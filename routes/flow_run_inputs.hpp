#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /flow_runs/{id}/input
void add_flow_run_inputs(router& r);

} // namespace praetor::routes
