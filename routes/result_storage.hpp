#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// Changes of /admin/storage
void add_result_storage(router& r);

} // namespace praetor::routes
