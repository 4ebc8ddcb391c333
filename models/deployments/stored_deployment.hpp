// A deployment before and after a write: its columns, and what they refer to.
#pragma once

#include <models/deployments/deployment.hpp>
#include <models/deployments/deployment_events.hpp>
#include <models/runs/related_row.hpp>
#include <models/work_pools/work_pool_events.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A row of table deployment alone.
struct deployment_columns : stored_row
{
    std::string name;
    std::optional<std::string> version;
    std::optional<std::string> description;
    uuid flow_id;
    bool paused = false;
    std::optional<uuid> concurrency_limit_id;
    std::optional<json_text> concurrency_options;
    json_text infra_overrides;
    json_text parameters;
    json_text tags;
    key_value_labels labels;
    std::optional<std::string> work_queue_name;
    std::optional<uuid> work_queue_id;
    std::optional<timestamp> last_polled;
    std::optional<json_text> parameter_openapi_schema;
    std::optional<std::string> path;
    std::optional<json_text> pull_steps;
    std::optional<std::string> entrypoint;
    std::optional<uuid> storage_document_id;
    std::optional<uuid> infrastructure_document_id;
    std::optional<json_text> created_by;
    std::optional<json_text> updated_by;
    deployment_status status = deployment_status::NOT_READY;
    bool enforce_parameter_schema = true;
};
BOOST_DESCRIBE_STRUCT(deployment_columns, (stored_row),
                      (name, version, description, flow_id, paused, concurrency_limit_id, concurrency_options,
                       infra_overrides, parameters, tags, labels, work_queue_name, work_queue_id, last_polled,
                       parameter_openapi_schema, path, pull_steps, entrypoint, storage_document_id,
                       infrastructure_document_id, created_by, updated_by, status, enforce_parameter_schema))

// The queue that a deployment's runs wait in, and its pool.
struct queue_of_deployment
{
    std::optional<named_row> work_queue;
    std::optional<work_pool_row> work_pool;
};
BOOST_DESCRIBE_STRUCT(queue_of_deployment, (), (work_queue, work_pool))

// With what it refers to.
struct stored_deployment : deployment_columns, queue_of_deployment
{
    std::optional<named_row> flow;
    std::optional<concurrency_limit_response> limit;
};
BOOST_DESCRIBE_STRUCT(stored_deployment, (deployment_columns, queue_of_deployment), (flow, limit))

// With the next awaited statement: at most one.
db::connection::deferred<stored_deployment> deferred_deployment(db::connection& conn, uuid id);
db::connection::deferred<stored_deployment> deferred_deployment(db::connection& conn, uuid flow_id, std::string name);

// As replies show it.
deployment to_reply(stored_deployment of, std::vector<deployment_schedule> schedules);
// As events name it.
deployment_related_resources to_related_resources(stored_deployment const& of);
// What an event tells of a change.
changed_fields changes_of(deployment_columns const& before, deployment_columns const& after);

} // namespace praetor::models
