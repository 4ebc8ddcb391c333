#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /block_schemas
void add_block_schemas(router& r);

} // namespace praetor::routes
