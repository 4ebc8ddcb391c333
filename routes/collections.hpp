#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /collections
void add_collections(router& r);

} // namespace praetor::routes
