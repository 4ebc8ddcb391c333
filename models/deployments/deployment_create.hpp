// What clients say of a deployment: the bodies of POST /deployments/ and PATCH /deployments/{id}.
#pragma once

#include <models/deployments/concurrency_options.hpp>
#include <models/deployments/deployment_schedule.hpp>
#include <models/labels.hpp>

#include <server/base/json/constrained.hpp>

#include <boost/describe/class.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::models {

// None of / % & > <; it may be empty.
struct deployment_name_rule
{
    static bool check(std::string const& value, boost::json::value const& from, json::problems& found);
};
using deployment_name = json::constrained<std::string, deployment_name_rule>;

// The schema of a flow's parameters; one without members is that of any object.
struct parameter_schema : json::json_object
{};

// Read, and kept nowhere: only other servers of Prefect keep versions of deployments. It may have further members.
struct version_info
{
    std::string type;
    std::string version;
};
BOOST_DESCRIBE_STRUCT(version_info, (), (type, version))

struct deployment_create
{
    static constexpr bool refuses_unknown = true;
    deployment_name name;
    uuid flow_id;
    defaulted<bool> paused;
    defaulted<std::vector<deployment_schedule_create>> schedules;
    patch<std::optional<positive>> concurrency_limit; // of a limit of its own
    patch<std::optional<models::concurrency_options>> concurrency_options;
    patch<std::optional<uuid>> global_concurrency_limit_id;
    defaulted<bool> enforce_parameter_schema{true};
    patch<std::optional<models::parameter_schema>> parameter_openapi_schema;
    defaulted<json::json_object> parameters;
    defaulted<std::vector<std::string>> tags;
    defaulted<key_value_labels> labels;
    patch<std::optional<std::vector<json::json_object>>> pull_steps;
    patch<std::optional<std::string>> work_queue_name;
    std::optional<std::string> work_pool_name;
    patch<std::optional<uuid>> storage_document_id;
    patch<std::optional<uuid>> infrastructure_document_id;
    patch<std::optional<std::string>> description;
    patch<std::optional<std::string>> path;
    patch<std::optional<std::string>> version;
    patch<std::optional<std::string>> entrypoint;
    defaulted<json::json_object> job_variables;
    std::optional<models::version_info> version_info;
};
BOOST_DESCRIBE_STRUCT(deployment_create, (),
                      (name, flow_id, paused, schedules, concurrency_limit, concurrency_options,
                       global_concurrency_limit_id, enforce_parameter_schema, parameter_openapi_schema, parameters,
                       tags, labels, pull_steps, work_queue_name, work_pool_name, storage_document_id,
                       infrastructure_document_id, description, path, version, entrypoint, job_variables, version_info))

struct deployment_update
{
    static constexpr bool refuses_unknown = true;
    patch<std::optional<std::string>> version;
    patch<std::optional<std::string>> description;
    patch<bool> paused;
    patch<std::vector<deployment_schedule_update>> schedules;
    patch<std::optional<positive>> concurrency_limit;
    patch<std::optional<models::concurrency_options>> concurrency_options;
    patch<std::optional<uuid>> global_concurrency_limit_id;
    patch<std::optional<json::json_object>> parameters;
    patch<std::optional<models::parameter_schema>> parameter_openapi_schema;
    patch<std::vector<std::string>> tags;
    patch<std::optional<std::string>> work_queue_name;
    patch<std::optional<std::string>> work_pool_name; // null: no queue any more
    patch<std::optional<std::string>> path;
    patch<std::optional<json::json_object>> job_variables; // null: as they are
    patch<std::optional<std::vector<json::json_object>>> pull_steps;
    patch<std::optional<std::string>> entrypoint;
    patch<std::optional<uuid>> storage_document_id;
    patch<std::optional<uuid>> infrastructure_document_id;
    patch<std::optional<bool>> enforce_parameter_schema;
    std::optional<models::version_info> version_info;
};
BOOST_DESCRIBE_STRUCT(deployment_update, (),
                      (version, description, paused, schedules, concurrency_limit, concurrency_options,
                       global_concurrency_limit_id, parameters, parameter_openapi_schema, tags, work_queue_name,
                       work_pool_name, path, job_variables, pull_steps, entrypoint, storage_document_id,
                       infrastructure_document_id, enforce_parameter_schema, version_info))

// What the settings say about such bodies.
struct deployment_bounds
{
    std::int64_t max_scheduled_runs = 50; // of a schedule
    std::size_t max_parameter_size = 0;   // bytes; 0: no limit
};

// A body, read as the reference reads it: what is wrong with it as a whole hides what is wrong with its members, and
// names that older clients send are passed over. json::invalid_request. Parameters are held against their schema where
// it is to be enforced, which takes up to two seconds of processor time: then it belongs on a thread_pool.
deployment_create read_deployment_create(boost::json::value document, deployment_bounds bounds);
deployment_update read_deployment_update(boost::json::value document, deployment_bounds bounds);
// Whether the body asks to hold parameters against a schema.
bool asks_enforcement(boost::json::value const& document);

} // namespace praetor::models

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::parameter_schema);
} // namespace praetor::json
