// Policies by their names in the reference.
#pragma once

#include <models/orchestration/rule.hpp>

namespace praetor::models {

// What a client's transition of a flow run meets.
policy core_flow_policy();
// What a forced transition meets.
policy minimal_flow_policy();
// What marks a run late.
policy mark_late_runs_policy();

// Of task runs that the server orchestrates.
policy core_task_policy();
// Of task runs whose client orchestrates itself.
policy client_side_task_policy();
// Of deferred task runs, forced or not.
policy background_task_policy();
policy minimal_task_policy();

// What every transition meets after its policy.
policy global_flow_policy();
policy global_task_policy();

} // namespace praetor::models
