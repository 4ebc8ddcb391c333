#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /block_types
void add_block_types(router& r);

} // namespace praetor::routes
