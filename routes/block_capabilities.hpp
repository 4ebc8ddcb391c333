#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /block_capabilities
void add_block_capabilities(router& r);

} // namespace praetor::routes
