// A state transition on its way through the rules: the run, where it is, where it wants to go, and what the rules say.
#pragma once

#include <models/orchestration/slot_ledger.hpp>
#include <models/runs/run_policy.hpp>
#include <models/runs/run_progress.hpp>
#include <models/runs/state.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

BOOST_DEFINE_ENUM_CLASS(set_state_status, ACCEPT, REJECT, ABORT, WAIT)

// {"type": "wait_details", "delay_seconds": 3, "reason": "…"}: only "accept_details" has no reason, only "wait_details"
// a delay.
struct transition_details
{
    std::string type = "accept_details";
    std::optional<std::string> reason;
    std::optional<std::int64_t> delay_seconds;
};

// What a client is told of its transition. `state` is the new state, or the one the run stays in.
struct orchestration_result
{
    std::optional<models::state> state;
    set_state_status status = set_state_status::ACCEPT;
    transition_details details;
};
BOOST_DESCRIBE_STRUCT(orchestration_result, (), (state, status, details))

// What rules read and write of a run, flow run or task run alike.
struct orchestrated_run : run_progress
{
    uuid id;
    std::optional<timestamp> state_timestamp;

    // flow runs
    std::optional<uuid> deployment_id;
    std::optional<uuid> parent_task_run_id;
    bool has_infrastructure_pid = false;
    flow_run_policy flow_policy;

    // task runs
    std::vector<std::string> tags;
    std::optional<uuid> flow_run_id;
    std::int64_t flow_run_run_count = 0;
    task_run_policy task_policy;
};

// The flow run around a task run.
struct enclosing_flow_run
{
    uuid id;
    std::int64_t run_count = 0;
    std::optional<models::state> state;
};

BOOST_DEFINE_ENUM_CLASS(collision_strategy, ENQUEUE, CANCEL_NEW)

// What the deployment of a flow run says about its slots.
struct deployment_slots
{
    std::optional<uuid> limit;
    collision_strategy on_collision = collision_strategy::ENQUEUE;
    std::optional<double> grace_seconds; // of the first lease
};

// What the settings say about slots.
struct slot_settings
{
    max_waits waits;
    double first_lease_seconds = 300;    // of a deployment's slot
    double deployment_wait_seconds = 30; // of a run that found no slot
};

class transition
{
public:
    orchestrated_run run;
    std::optional<models::state> initial;  // none for a new run
    std::optional<models::state> proposed; // none once a rule nullified the transition
    timestamp when{};                      // the server's time of the request

    std::optional<enclosing_flow_run> flow_run; // of a task run
    std::optional<models::state> cached;        // a completed state under the proposed cache key
    std::int64_t max_cache_key = 2000;          // characters
    bool client_retries_tasks = true;           // API 0.8.3 and later: failed tasks of a flow that is retried
    bool client_knows_pause_keys = true;        // API 0.8.4 and later
    std::optional<std::string> client_version;
    std::vector<timestamp> taken_timestamps; // of the run's states, from the time of the request on

    slot_ledger slots;
    slot_settings slot_waits;
    std::optional<deployment_slots> deployment; // of a flow run, where there is one
    bool slot_is_lost = false;                  // it went back when its lease ended, and another run may have it

    // What else is to be written with the new state.
    bool emits_event = false;                // its event
    bool is_cached = false;                  // an entry of the cache
    bool is_followed_by_parent = false;      // the state of the task run that stands for this subflow
    bool is_queued = false;                  // nothing: a task worker is to get the run
    std::optional<timestamp> tasks_retry_at; // that time, as states of the failed task runs of this flow run

    std::optional<std::string> pause_key;  // of a pause that was asked for while the run was running
    std::vector<std::string> stale_inputs; // keys of the run's inputs that are to be deleted

    set_state_status status = set_state_status::ACCEPT;
    transition_details details;

    // The run stays where it is, or goes to `instead`.
    void reject(std::optional<models::state> instead, std::string reason);
    // The run stays where it is, and the client must give up.
    void abort(std::string reason);
    // The run stays where it is, and the client must ask again later.
    void wait(std::int64_t seconds, std::string reason);

    bool nullified() const noexcept { return !proposed; }
};

} // namespace praetor::models

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::transition_details);
}
