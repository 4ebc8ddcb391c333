#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /block_documents
void add_block_documents(router& r);

} // namespace praetor::routes
