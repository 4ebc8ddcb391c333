#include <models/deployments/deployment_write.hpp>

#include <models/deployments/delete_scheduled_runs.hpp>
#include <models/deployments/deployment_limit.hpp>
#include <models/deployments/deployment_references.hpp>
#include <models/deployments/requested_queue.hpp>
#include <models/deployments/stored_deployment.hpp>
#include <models/events/event_store.hpp>

#include <server/base/log.hpp>

#include <db/query/update.hpp>
#include <db/schema/tables/deployment.hpp>

#include <utility>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::deployment;

// Sets what was sent; an absent queue leaves the deployment's.
db::sql update(uuid id, deployment_update const& wanted, std::optional<std::optional<uuid>> const& queue_id,
               timestamp when)
{
    auto change = query::update(table);
    auto const put = [&change](auto const& column, auto const& member) {
        if (member.sent())
            change.set(column, member);
    };
    change.set(table.updated, when);
    put(table.version, wanted.version);
    put(table.description, wanted.description);
    put(table.paused, wanted.paused);
    put(table.concurrency_options, wanted.concurrency_options);
    put(table.concurrency_limit_id, wanted.global_concurrency_limit_id);
    put(table.parameters, wanted.parameters);
    put(table.parameter_openapi_schema, wanted.parameter_openapi_schema);
    put(table.tags, wanted.tags);
    put(table.work_queue_name, wanted.work_queue_name);
    put(table.path, wanted.path);
    put(table.pull_steps, wanted.pull_steps);
    put(table.entrypoint, wanted.entrypoint);
    put(table.storage_document_id, wanted.storage_document_id);
    put(table.infrastructure_document_id, wanted.infrastructure_document_id);
    put(table.enforce_parameter_schema, wanted.enforce_parameter_schema);
    if (*wanted.job_variables)
        change.set(table.infra_overrides, **wanted.job_variables);
    if (queue_id)
        change.set(table.work_queue_id, *queue_id);
    return change.where(table.id == id).returning<deployment_columns>().statement();
}

void enqueue_schedules_update(db::connection& conn, uuid id, schedules_update const& plan, timestamp when)
{
    if (plan.replaces_all)
        enqueue_deletion_of_schedules(conn, id);
    // Slugs go first, so that two schedules can change theirs.
    for (auto const& one : plan.changed)
        if (one.is_renamed)
            enqueue_loss_of_slug(conn, one.id);
    for (auto const& one : plan.changed)
        enqueue_schedule_update(conn, one.id, one.to, when);
    for (auto const& one : plan.made)
        if (!plan.replaces_all && one.replaces && !one.replaces->empty())
            log::warning("deployments", "schedule {} is to replace {}, which is not there: it is made", *one.slug,
                         *one.replaces);
    enqueue_schedules(conn, to_rows(id, plan.made, when));
}

} // namespace

task<with_events<bool>> update_deployment(db::connection& conn, uuid id, deployment_update wanted)
{
    auto const when = now();
    auto const& pool = *wanted.work_pool_name;
    bool const leaves_queue = wanted.work_pool_name.sent() && !pool;
    auto asked = deferred_deployment(conn, id);
    requested_queue queue{conn, pool, leaves_queue ? std::nullopt : *wanted.work_queue_name};
    requested_limit limit{conn, *wanted.global_concurrency_limit_id};
    auto const schedules = co_await read_schedules(conn, {id});
    auto const known = asked.result();
    if (known.empty())
        co_return with_events<bool>{false, {}};
    auto const& before = known.front();
    auto const plan = resolve_schedules(schedules, wanted.schedules);
    queue.require_pool();
    auto shared_limit = limit.result();
    auto waits_in = co_await queue.find(conn);

    std::optional<std::optional<uuid>> queue_id;
    if (leaves_queue)
        queue_id.emplace();
    else if (queue.is_named())
        queue_id = waits_in.value.work_queue ? std::optional{waits_in.value.work_queue->id} : std::nullopt;
    auto const row = co_await conn.row<deployment_columns>(update(id, wanted, queue_id, when));
    if (!row)
        co_return with_events<bool>{false, {}};

    stored_deployment after{*row};
    after.flow = before.flow;
    after.limit = wanted.global_concurrency_limit_id.sent() ? std::move(shared_limit) : before.limit;
    if (queue_id)
        static_cast<queue_of_deployment&>(after) = std::move(waits_in.value);
    else
        static_cast<queue_of_deployment&>(after) = before;

    enqueue_deletion_of_runs(conn, {id}, scheduled_runs::automatic_next);
    enqueue_schedules_update(conn, id, plan, when);
    if (wanted.concurrency_limit.sent()) {
        auto const& slots = *wanted.concurrency_limit;
        enqueue_limit(conn, after, slots ? std::optional{**slots} : std::nullopt, when);
    }
    with_events<bool> result{true, std::move(waits_in.events)};
    auto const changes = changes_of(before, after);
    if (!changes.empty()) {
        auto emitted = deployment_event("updated", to_related_resources(after), when, changes.payload());
        enqueue_events(conn, {emitted});
        result.events.push_back(std::move(emitted));
    }
    co_return result;
}

} // namespace praetor::models
