#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /artifacts
void add_artifacts(router& r);

} // namespace praetor::routes
