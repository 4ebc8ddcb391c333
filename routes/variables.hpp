#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /variables
void add_variables(router& r);

} // namespace praetor::routes
