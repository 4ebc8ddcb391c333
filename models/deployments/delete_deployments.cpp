#include <models/deployments/delete_deployments.hpp>

#include <models/deployments/delete_scheduled_runs.hpp>
#include <models/deployments/deployment_events.hpp>
#include <models/events/event_store.hpp>

#include <db/query/update.hpp>
#include <db/schema/tables/concurrency_limit_v2.hpp>
#include <db/schema/tables/deployment.hpp>

namespace praetor::models {

task<with_events<std::vector<uuid>>> delete_deployments(db::connection& conn, std::vector<uuid> ids)
{
    auto const& deployment = db::tables::deployment;
    auto const& limit = db::tables::concurrency_limit_v2;
    with_events<std::vector<uuid>> gone;
    if (ids.empty())
        co_return gone;
    auto const found = co_await read_deployment_related_resources(conn, std::move(ids));
    if (found.empty())
        co_return gone;
    auto const when = now();
    std::vector<uuid> limits;
    for (auto const& one : found) {
        gone.value.push_back(one.id);
        if (one.concurrency_limit_id)
            limits.push_back(*one.concurrency_limit_id);
        gone.events.push_back(deployment_event("deleted", one, when));
    }
    // Who is just about to make runs of them commits first: these are deleted then too.
    conn.lock_rows(db::row_lock::update, db::sql{"SELECT 1 FROM deployment WHERE "}
                                             << db::query::is_any_of("id", gone.value) << " ORDER BY id");
    enqueue_deletion_of_runs(conn, gone.value, scheduled_runs::all);
    if (!limits.empty())
        conn.enqueue(db::query::delete_from(limit).where(is_one_of(limit.id, limits)).statement());
    conn.enqueue(db::query::delete_from(deployment).where(is_one_of(deployment.id, gone.value)).statement());
    enqueue_events(conn, gone.events);
    co_return gone;
}

} // namespace praetor::models
