// The rows of each seeded table.
#pragma once

#include <models/seed/run_plan.hpp>

#include <db/bulk/session.hpp>

namespace praetor::models::seed {

struct content
{
    environment const& in;
    period over;
};

// What there is once in an environment, whatever its number of runs.
void give_flows(content const& of, db::bulk::take_row const& take);
void give_deployments(content const& of, db::bulk::take_row const& take);
void give_schedules(content const& of, db::bulk::take_row const& take);
void give_work_pools(content const& of, db::bulk::take_row const& take);
void give_work_queues(content const& of, db::bulk::take_row const& take);
void give_workers(content const& of, db::bulk::take_row const& take);
void give_variables(content const& of, db::bulk::take_row const& take);

// What comes with the runs of the period.
void give_flow_runs(content const& of, db::bulk::take_row const& take);
void give_flow_run_states(content const& of, db::bulk::take_row const& take);
void give_task_runs(content const& of, db::bulk::take_row const& take);
void give_task_run_states(content const& of, db::bulk::take_row const& take);
void give_logs(content const& of, db::bulk::take_row const& take);
void give_artifacts(content const& of, db::bulk::take_row const& take);
void give_events(content const& of, db::bulk::take_row const& take);
void give_event_resources(content const& of, db::bulk::take_row const& take);

} // namespace praetor::models::seed
