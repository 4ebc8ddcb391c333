#pragma once

#include <routes/scope.hpp>

namespace praetor::routes {

// /task_workers, and the websocket /task_runs/subscriptions/scheduled on which they wait for work
void add_task_workers(router& r);

} // namespace praetor::routes
