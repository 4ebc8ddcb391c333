// Flow runs that somebody asks a deployment for.
#pragma once

#include <models/deployments/job_variables.hpp>
#include <models/flow_runs/new_flow_run.hpp>

#include <boost/describe/class.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// The body of POST /deployments/{id}/create_flow_run.
struct deployment_flow_run_create
{
    static constexpr bool refuses_unknown = true;
    std::optional<state_create> state;            // absent: SCHEDULED, for now
    std::optional<asked_run_name> name;           // absent or empty: a random one
    defaulted<json::json_object> parameters;      // over those of the deployment
    std::optional<bool> enforce_parameter_schema; // absent: as the deployment says
    defaulted<json::json_object> context;
    std::optional<uuid> infrastructure_document_id; // absent: the deployment's
    defaulted<flow_run_policy> empirical_policy;
    defaulted<std::vector<std::string>> tags; // beside the deployment's
    std::optional<std::string> idempotency_key;
    std::optional<key_value_labels> labels;
    std::optional<uuid> parent_task_run_id;
    std::optional<std::string> work_queue_name; // of the deployment's work pool, made where it is not there
    defaulted<std::optional<json::json_object>> job_variables{json::json_object{}};
};
BOOST_DESCRIBE_STRUCT(deployment_flow_run_create, (),
                      (state, name, parameters, enforce_parameter_schema, context, infrastructure_document_id,
                       empirical_policy, tags, idempotency_key, labels, parent_task_run_id, work_queue_name,
                       job_variables))

struct templated_pool : work_pool_row
{
    json_text base_job_template;
};
BOOST_DESCRIBE_STRUCT(templated_pool, (work_pool_row), (base_job_template))

// What runs take from their deployment.
struct run_source
{
    deployment_of_run deployment;
    labelled_row flow;
    std::optional<named_row> work_queue;
    std::optional<templated_pool> work_pool;
    json_text parameters;
    std::optional<json_text> parameter_openapi_schema;
    bool enforce_parameter_schema = false;
    json_text job_variables;
    std::optional<std::string> version;
    std::optional<std::string> work_queue_name;
    std::optional<uuid> infrastructure_document_id;
};
BOOST_DESCRIBE_STRUCT(run_source, (),
                      (deployment, flow, work_queue, work_pool, parameters, parameter_openapi_schema,
                       enforce_parameter_schema, job_variables, version, work_queue_name, infrastructure_document_id))

// Ids of the queues of a pool, by name.
using queues_by_name = std::map<std::string, uuid>;

struct found_run_source
{
    run_source source;
    queues_by_name queues;   // of those that were asked for, those of the deployment's pool that are there
    bool key_is_new = false; // a key was asked for, and no run of the flow has it
};

// Nothing where there is no such deployment. One round trip.
task<std::optional<found_run_source>> read_run_source(db::connection& conn, uuid deployment_id,
                                                      std::vector<std::string> queue_names);
// The same for a run that has a key, if not an empty one.
task<std::optional<found_run_source>> read_source_of_run(db::connection& conn, uuid deployment_id,
                                                         std::vector<std::string> queue_names,
                                                         std::optional<std::string> idempotency_key);

// The block documents that defaults of a pool's template refer to; nothing is read where there are none.
bool needs_blocks(run_source const& of);

// What is to be held against the schema and the template of a deployment before it is stored.
struct asked_run
{
    std::string parameters; // merged and filled in
    bool enforces_schema = false;
    json_text job_variables;
};

enum class run_refusal
{
    no_schema,     // parameters are to be checked, and there is no schema
    parameters,    // do not fit
    schema,        // is none, or has no end
    job_variables, // do not fit
    unknown_block  // that a default refers to
};

struct refused_run
{
    run_refusal why = run_refusal::parameters;
    std::string text;
};

// For each run why it is refused, or nothing. Takes seconds of processor time, as whoever wrote schemas likes: it
// belongs on a thread_pool, but where needs_check() says that there is nothing to do.
bool needs_check(run_source const& of, asked_run const& run);
std::vector<std::optional<refused_run>> check_runs(run_source of, default_blocks blocks, std::vector<asked_run> runs);

// Whether it names a work queue, and the deployment has no work pool that might have it.
bool lacks_pool(run_source const& of, deployment_flow_run_create const& asked);

// A run as it is to be stored; it does not lack a pool.
struct deployed_run
{
    flow_run_create wanted;
    run_of_deployment of;
    std::optional<std::string> queue_to_make; // of this name, in the pool of `of.queue`
};
deployed_run make_deployed_run(found_run_source const& from, deployment_flow_run_create asked, std::string parameters);

// Stores it, or gives the one that has its idempotency key already. error{errc::integrity} where its key was new and is
// not any more.
task<with_events<made_flow_run>> create_run_of_deployment(db::connection& conn, deployed_run run, flow_run_creator who);
// The same for each of these, in one transaction.
task<with_events<std::vector<uuid>>> create_runs_of_deployment(db::connection& conn, std::vector<deployed_run> runs,
                                                               flow_run_creator who);

} // namespace praetor::models
