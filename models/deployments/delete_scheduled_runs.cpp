#include <models/deployments/delete_scheduled_runs.hpp>

#include <server/base/timestamp.hpp>

#include <db/query/update.hpp>
#include <db/schema/tables/flow_run.hpp>

namespace praetor::models {

void enqueue_deletion_of_runs(db::connection& conn, std::vector<uuid> const& deployment_ids, scheduled_runs which)
{
    auto const& run = db::tables::flow_run;
    auto deletion = db::query::delete_from(run);
    db::query::condition const one = deployment_ids.size() == 1 ? run.deployment_id == deployment_ids.front()
                                                                : is_one_of(run.deployment_id, deployment_ids);
    deletion.where(one)
        .where(run.state_type == "SCHEDULED")
        .where(run.state_name != "AwaitingConcurrencySlot")
        .where(run.run_count == 0);
    if (which != scheduled_runs::all)
        deletion.where(db::query::condition{db::sql{"flow_run.auto_scheduled IS TRUE"}});
    if (which == scheduled_runs::automatic_next)
        deletion.where(run.next_scheduled_start_time > now());
    conn.enqueue(deletion.statement());
}

} // namespace praetor::models
