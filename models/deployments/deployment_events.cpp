#include <models/deployments/deployment_events.hpp>

#include <models/events/lifecycle_events.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/flow.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <utility>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::deployment;

event_resource related_to(std::string_view kind, uuid id, std::string_view role)
{
    event_resource made;
    made.labels = {{"prefect.resource.id", "prefect." + std::string{kind} + '.' + to_string(id)},
                   {"prefect.resource.role", std::string{role}}};
    return made;
}

event_resource related_to(std::string_view kind, named_row const& row)
{
    auto made = related_to(kind, row.id, kind);
    made.labels.emplace_back("prefect.resource.name", row.name);
    return made;
}

} // namespace

task<std::vector<deployment_related_resources>> read_deployment_related_resources(db::connection& conn,
                                                                                  std::vector<uuid> ids)
{
    auto const& flow = db::tables::flow;
    auto const& queue = db::tables::work_queue;
    auto const& pool = db::tables::work_pool;
    return conn.rows<deployment_related_resources>(
        query::select_from<deployment_related_resources>(table, query::in<"flow">(flow), query::in<"work_queue">(queue),
                                                         query::in<"work_pool">(pool))
            .left_join(flow, flow.id == table.flow_id)
            .left_join(queue, queue.id == table.work_queue_id)
            .left_join(pool, pool.id == queue.work_pool_id)
            .where(is_one_of(table.id, ids))
            .statement());
}

event deployment_event(std::string_view action, deployment_related_resources const& of, timestamp occurred,
                       json_text payload)
{
    auto made = lifecycle_event("deployment", action, "prefect.deployment." + to_string(of.id), of.name,
                                std::move(payload), occurred);
    auto& related = made.related;
    if (of.flow)
        related.push_back(related_to("flow", *of.flow));
    if (of.work_queue)
        related.push_back(related_to("work-queue", *of.work_queue));
    if (of.work_pool) {
        related.push_back(related_to("work-pool", *of.work_pool));
        related.back().labels.emplace_back("prefect.work-pool.type", of.work_pool->type);
    }
    if (of.storage_document_id)
        related.push_back(related_to("block-document", *of.storage_document_id, "storage"));
    if (of.infrastructure_document_id)
        related.push_back(related_to("block-document", *of.infrastructure_document_id, "infrastructure"));
    if (of.concurrency_limit_id)
        related.push_back(related_to("concurrency-limit", *of.concurrency_limit_id, "concurrency-limit"));
    return made;
}

} // namespace praetor::models
