// Deployments: how and where a flow runs, and when by itself.
#pragma once

#include <models/deployments/concurrency_options.hpp>
#include <models/deployments/deployment_filter.hpp>
#include <models/deployments/deployment_schedule.hpp>
#include <models/flow_runs/flow_run_filter.hpp>
#include <models/flows/flow_filter.hpp>
#include <models/labels.hpp>
#include <models/limits/concurrency_limit_response.hpp>
#include <models/runs/legacy_documents.hpp>
#include <models/stored_row.hpp>
#include <models/task_runs/task_run_filter.hpp>
#include <models/with_events.hpp>
#include <models/work_pools/work_pool_filter.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// READY while somebody polls for its runs.
BOOST_DEFINE_ENUM_CLASS(deployment_status, READY, NOT_READY)

// A deployment as replies show it, its schedules apart: table deployment with its limit, work queue and work pool. JSON
// columns stay text.
struct deployment_row : stored_row
{
    std::string name;
    std::optional<std::string> version;
    std::optional<std::string> description;
    uuid flow_id;
    bool paused = false;
    std::optional<std::int64_t> concurrency_limit; // deprecated: null in replies, whatever the column holds
    std::optional<concurrency_limit_response> global_concurrency_limit;
    std::optional<stored_document<models::concurrency_options>> concurrency_options;
    json::json_object job_variables; // column infra_overrides
    json::json_object parameters;
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
    std::optional<std::string> work_pool_name;
    deployment_status status = deployment_status::NOT_READY;
    bool enforce_parameter_schema = true;

    static constexpr std::array<std::string_view, 1> computed{"concurrency_limit"};
};
BOOST_DESCRIBE_STRUCT(deployment_row, (stored_row),
                      (name, version, description, flow_id, paused, concurrency_limit, global_concurrency_limit,
                       concurrency_options, job_variables, parameters, tags, labels, work_queue_name, work_queue_id,
                       last_polled, parameter_openapi_schema, path, pull_steps, entrypoint, storage_document_id,
                       infrastructure_document_id, created_by, updated_by, work_pool_name, status,
                       enforce_parameter_schema))

// The reply of the deployment routes.
struct deployment : deployment_row
{
    std::vector<deployment_schedule> schedules; // the last changed first
};
BOOST_DESCRIBE_STRUCT(deployment, (deployment_row), (schedules))

BOOST_DEFINE_ENUM_CLASS(deployment_sort, CREATED_DESC, UPDATED_DESC, NAME_ASC, NAME_DESC)

// What selects deployments: their own filter and those of what they belong to, or what belongs to them.
struct deployment_selection
{
    static constexpr bool filters_may_be_null = true;
    std::optional<filters::flow_filter> flows;
    std::optional<filters::flow_run_filter> flow_runs;
    std::optional<filters::task_run_filter> task_runs;
    std::optional<filters::deployment_filter> deployments;
    std::optional<filters::work_pool_filter> work_pools;
    std::optional<filters::work_queue_filter> work_pool_queues;
};
BOOST_DESCRIBE_STRUCT(deployment_selection, (),
                      (flows, flow_runs, task_runs, deployments, work_pools, work_pool_queues))

// A row alone. Nothing where there is none.
task<std::optional<deployment_row>> read_deployment_row(db::connection& conn, uuid id);
// With its schedules, in one round trip. Nothing where there is none.
task<std::optional<deployment>> read_deployment(db::connection& conn, uuid id);
// Nothing where no flow of this name has a deployment of that name.
task<std::optional<deployment>> read_deployment_by_name(db::connection& conn, std::string flow_name, std::string name);
// In the order of `sort`; the part that `range` says. Two round trips, however many there are.
task<std::vector<deployment>> read_deployments(db::connection& conn, deployment_selection wanted, deployment_sort sort,
                                               page range);
// All that match, whatever the page.
task<std::int64_t> count_deployments(db::connection& conn, deployment_selection wanted);
task<counted_page<deployment>> read_deployment_page(db::connection& conn, deployment_selection wanted,
                                                    deployment_sort sort, page range);
// The ids of the first `limit` deployments that match, by name.
task<std::vector<uuid>> read_deployment_ids(db::connection& conn, std::optional<filters::deployment_filter> wanted,
                                            std::int64_t limit);

// No run is scheduled while it is paused: those that were scheduled by themselves are deleted. False where there is no
// such deployment.
task<bool> pause_deployment(db::connection& conn, uuid id);
task<bool> resume_deployment(db::connection& conn, uuid id);

} // namespace praetor::models
