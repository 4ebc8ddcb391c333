// Deleting deployments, with the runs that are scheduled for them, and their limits.
#pragma once

#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <vector>

namespace praetor::models {

// Those of these deployments that are there; gives their ids. A limit goes with any deployment that has it, as in the
// reference, whoever else uses it.
task<with_events<std::vector<uuid>>> delete_deployments(db::connection& conn, std::vector<uuid> ids);

} // namespace praetor::models
