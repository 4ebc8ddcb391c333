// The slots that a run's transition may touch, on their way from the database to the rules and back.
#pragma once

#include <models/orchestration/slot_ledger.hpp>
#include <models/runs/state.hpp>

#include <db/connection.hpp>

namespace praetor::models {

// Limits and leases that come, locked, with the next awaited statement.
class pending_slots
{
public:
    // Those of a flow run that asks for a state: the limit of its deployment where rules may take or give back a slot,
    // the lease that its state names, and what the task run holds that stands for it in its parent.
    static pending_slots of_flow_run(db::connection& conn, uuid run, state_type wanted, bool marks_late);
    // Those of the tags of a task run that asks for a state, and what it holds.
    static pending_slots of_task_run(db::connection& conn, uuid run, state_type wanted);
    // What a task run holds that stands for a new flow run.
    static pending_slots of_parent(db::connection& conn, uuid run);

    // Once, after the next awaited call.
    slot_ledger take(timestamp when, max_waits waits);

private:
    pending_slots(db::connection& conn, db::sql const& leases, db::sql const& limits);

    db::connection::deferred<lease_row> leases_;
    db::connection::deferred<concurrency_limit> limits_;
    std::optional<db::connection::deferred<tag_limit>> legacy_limits_;
};

// Enqueues what the rules decided.
void enqueue_decisions(db::connection& conn, slot_ledger const& slots);

} // namespace praetor::models
