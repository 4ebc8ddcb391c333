// How the server's database fares, and what the server has counted, for people and for monitoring.
#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /health/database; /metrics where PRAETOR_METRICS_ENABLED says so.
void add_health(router& r, settings::values const& config);

} // namespace praetor::routes
