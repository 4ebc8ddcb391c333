#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /flow_runs
void add_flow_runs(router& r);

} // namespace praetor::routes
