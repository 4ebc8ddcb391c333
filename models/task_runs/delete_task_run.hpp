// Deleting a task run, with its logs and the slots that it holds.
#pragma once

#include <models/limits/concurrency_limit.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

namespace praetor::models {

// False where there is no such run.
task<bool> delete_task_run(db::connection& conn, uuid id, max_waits waits);

} // namespace praetor::models
