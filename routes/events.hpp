#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /events
void add_events(router& r);

} // namespace praetor::routes
