// The limit that a deployment has of its own: a global limit, named after the deployment.
#pragma once

#include <models/deployments/stored_deployment.hpp>

#include <db/connection.hpp>

#include <cstdint>
#include <optional>

namespace praetor::models {

// Enqueues what gives the deployment a limit of `slots`, or takes its limit away, as the reference does it: a limit
// that the deployment shares with others is changed, or deleted, as well. `of` is stored, and is what it is afterwards.
void enqueue_limit(db::connection& conn, stored_deployment& of, std::optional<std::int64_t> slots, timestamp when);

} // namespace praetor::models
