// Deleting logs before what they belong to. There may be millions of them: each call deletes some, in a transaction of
// its own, so that no statement takes long and no writer waits for it. Call it until fewer went than asked.
#pragma once

#include <server/base/task.hpp>
#include <server/base/uuid.hpp>

#include <db/connection.hpp>

#include <cstdint>

namespace praetor::models {

// Deletes up to `max_rows` logs of a flow run, or of the runs of a flow; gives how many.
task<std::int64_t> delete_logs_of_flow_run(db::connection& conn, uuid id, std::int64_t max_rows);
task<std::int64_t> delete_logs_of_flow(db::connection& conn, uuid id, std::int64_t max_rows);

} // namespace praetor::models
