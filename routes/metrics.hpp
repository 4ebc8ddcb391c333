// What the server has counted, in Prometheus' text format.
#pragma once

#include <routes/scope.hpp>

#include <string>

namespace praetor::routes {

// Statements by name, the pools, the replicas, the caches, refused events, the services.
std::string metrics_text(application const& app);

} // namespace praetor::routes
