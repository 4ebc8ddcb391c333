// A flow run's logs as a CSV file (RFC 4180).
#pragma once

#include <server/base/task.hpp>
#include <server/base/uuid.hpp>

#include <db/connection.hpp>

#include <string>

namespace praetor::models {

// timestamp,level,flow_run_id,task_run_id,message of every log, oldest first, behind a row of titles.
task<std::string> read_logs_as_csv(db::connection& conn, uuid flow_run_id);

} // namespace praetor::models
