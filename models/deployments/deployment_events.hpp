// Events of deployments: prefect.deployment.created, .updated, .deleted, and .ready and .not-ready of their status.
#pragma once

#include <models/deployments/deployment.hpp>
#include <models/events/event.hpp>
#include <models/runs/related_row.hpp>

#include <db/connection.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// What events of a deployment name: itself, and what it belongs to.
struct deployment_related_resources
{
    uuid id;
    std::string name;
    std::optional<uuid> storage_document_id;
    std::optional<uuid> infrastructure_document_id;
    std::optional<uuid> concurrency_limit_id;
    std::optional<named_row> flow;
    std::optional<named_row> work_queue;
    std::optional<work_pool_row> work_pool;
};
BOOST_DESCRIBE_STRUCT(deployment_related_resources, (),
                      (id, name, storage_document_id, infrastructure_document_id, concurrency_limit_id, flow,
                       work_queue, work_pool))

// Of those of these deployments that are there.
task<std::vector<deployment_related_resources>> read_deployment_related_resources(db::connection& conn,
                                                                                  std::vector<uuid> ids);

// `action` is created, updated, deleted, ready or not-ready.
event deployment_event(std::string_view action, deployment_related_resources const& of, timestamp occurred,
                       json_text payload = json_text{"{}"});

} // namespace praetor::models
