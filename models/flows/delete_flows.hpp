// Deleting flows, with their runs, deployments and all that hangs on them: logs, slots and limits, which no foreign key
// ties to them.
#pragma once

#include <models/flows/flow.hpp>
#include <models/limits/concurrency_limit.hpp>

#include <db/connection.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace praetor::models {

// The first `limit` flows that match, by name.
task<std::vector<uuid>> read_flow_ids(db::connection& conn, std::optional<filters::flow_filter> wanted,
                                      std::int64_t limit);

// False where there is no such flow. Where it may have many logs, delete those first (models/logs/delete_logs.hpp).
task<with_events<bool>> delete_flow(db::connection& conn, uuid id, max_waits waits);

// Those of these flows that are there; gives their ids.
task<with_events<std::vector<uuid>>> delete_flows(db::connection& conn, std::vector<uuid> ids, max_waits waits);

} // namespace praetor::models
