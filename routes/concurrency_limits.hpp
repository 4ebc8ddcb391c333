#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /concurrency_limits
void add_concurrency_limits(router& r);

} // namespace praetor::routes
