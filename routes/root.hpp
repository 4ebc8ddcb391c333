#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /health, /version, /hello, /ready, /pid in test mode; /admin; /csrf-token
void add_root(router& r, settings::values const& config);

} // namespace praetor::routes
