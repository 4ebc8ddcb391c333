#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /flows
void add_flows(router& r);

} // namespace praetor::routes
