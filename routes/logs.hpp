#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /logs
void add_logs(router& r);

} // namespace praetor::routes
