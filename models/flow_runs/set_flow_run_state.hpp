// Orchestrated changes of a flow run's state.
#pragma once

#include <models/events/flow_run_event.hpp>
#include <models/orchestration/policies.hpp>
#include <models/orchestration/transition.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

namespace praetor::models {

// Who asks for a transition, and how.
struct transition_request
{
    bool force = false;                  // the minimal policy instead of the full one
    bool client_retries_tasks = true;    // its API version is 0.8.3 or later
    bool client_knows_pause_keys = true; // 0.8.4 or later
    bool marks_late = false;             // the late-runs service asks
    std::int64_t max_cache_key = 2000;
    std::optional<std::string> client_version; // the release of Prefect that asks
    slot_settings slots;
};

// Asks the rules for a transition of a run, stores what comes of it and its event. error{errc::object_not_found} where
// there is no such run. Two round trips on PostgreSQL: one locks and reads all that rules and event need, one writes
// and commits.
task<with_events<orchestration_result>> set_flow_run_state(db::connection& conn, uuid id, state proposed,
                                                           transition_request request);

struct flow_run_orchestration_result : orchestration_result
{
    uuid flow_run_id;
};
BOOST_DESCRIBE_STRUCT(flow_run_orchestration_result, (orchestration_result), (flow_run_id))

// The same for each of these runs.
task<with_events<std::vector<flow_run_orchestration_result>>>
set_flow_run_states(db::connection& conn, std::vector<uuid> runs, state_create wanted, transition_request request);

// Enqueues a new state of a flow run, the artifact of its data (`result`) having been enqueued, and its event. The
// caller writes the run itself, and what follows from the state. `now` has been orchestrated.
void enqueue_flow_run_state(db::connection& conn, transition const& now, flow_run_related_resources const& around,
                            std::optional<uuid> result, std::vector<event>& events);

} // namespace praetor::models
