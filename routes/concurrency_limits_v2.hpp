#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /v2/concurrency_limits
void add_concurrency_limits_v2(router& r);

} // namespace praetor::routes
