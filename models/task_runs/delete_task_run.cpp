#include <models/task_runs/delete_task_run.hpp>

#include <models/limits/concurrency_lease.hpp>

#include <db/query/update.hpp>
#include <db/schema/tables/log.hpp>
#include <db/schema/tables/task_run.hpp>

namespace praetor::models {

task<bool> delete_task_run(db::connection& conn, uuid id, max_waits waits)
{
    namespace query = db::query;
    auto const& run = db::tables::task_run;
    auto const& log = db::tables::log;
    co_await end_leases_of_task_runs(conn, db::sql{"SELECT id FROM task_run WHERE id = $1", id}, waits);
    auto const gone = co_await conn.execute(query::delete_from(run).where(run.id == id).statement());
    if (gone > 0)
        conn.enqueue(query::delete_from(log).where(log.task_run_id == id).statement());
    co_return gone > 0;
}

} // namespace praetor::models
