#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /saved_searches
void add_saved_searches(router& r);

} // namespace praetor::routes
