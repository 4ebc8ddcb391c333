// Flow runs: one execution of a flow, with its current state.
#pragma once

#include <models/deployments/deployment_filter.hpp>
#include <models/flow_runs/flow_run_filter.hpp>
#include <models/flows/flow_filter.hpp>
#include <models/labels.hpp>
#include <models/runs/run_name.hpp>
#include <models/runs/run_policy.hpp>
#include <models/runs/run_progress.hpp>
#include <models/runs/run_times.hpp>
#include <models/runs/state.hpp>
#include <models/stored_row.hpp>
#include <models/task_runs/task_run_filter.hpp>
#include <models/with_events.hpp>
#include <models/work_pools/work_pool_filter.hpp>

#include <server/base/json/schema.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>
#include <db/query/select.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A row of table flow_run. JSON columns stay text.
struct flow_run_row : stored_row, run_progress
{
    std::string name;
    uuid flow_id;
    std::optional<uuid> deployment_id;
    std::optional<std::string> deployment_version;
    std::optional<uuid> work_queue_id;
    std::optional<std::string> work_queue_name;
    std::optional<std::string> flow_version;
    json_text parameters;
    std::optional<std::string> idempotency_key;
    json_text context;
    stored_document<flow_run_policy> empirical_policy;
    json_text tags;
    key_value_labels labels;
    std::optional<uuid> parent_task_run_id;
    bool auto_scheduled = false;
    std::optional<uuid> infrastructure_document_id;
    std::optional<std::string> infrastructure_pid;
    std::optional<json_text> created_by;
    std::optional<json_text> job_variables;
};
BOOST_DESCRIBE_STRUCT(flow_run_row, (stored_row, run_progress),
                      (name, flow_id, deployment_id, deployment_version, work_queue_id, work_queue_name, flow_version,
                       parameters, idempotency_key, context, empirical_policy, tags, labels, parent_task_run_id,
                       auto_scheduled, infrastructure_document_id, infrastructure_pid, created_by, job_variables))

// A flow run with its current state, work queue and work pool: the reply of the flow-run routes.
struct flow_run : flow_run_row, run_estimates
{
    std::optional<uuid> work_pool_id;
    std::optional<std::string> work_pool_name;
    std::optional<stored_state> state;
};
BOOST_DESCRIBE_STRUCT(flow_run, (flow_run_row, run_estimates), (work_pool_id, work_pool_name, state))

// The body of POST /flow_runs/.
struct flow_run_create
{
    static constexpr bool refuses_unknown = true;
    std::optional<state_create> state;  // absent: PENDING
    std::optional<asked_run_name> name; // absent or empty: a random one
    uuid flow_id;
    std::optional<std::string> flow_version;
    defaulted<json::json_object> parameters;
    defaulted<json::json_object> context;
    std::optional<uuid> parent_task_run_id;
    std::optional<uuid> infrastructure_document_id;
    defaulted<flow_run_policy> empirical_policy;
    defaulted<std::vector<std::string>> tags;
    defaulted<key_value_labels> labels;
    std::optional<std::string> idempotency_key; // a second run of the flow with the same one is the first run
    std::optional<std::string> work_pool_name;
    std::optional<std::string> work_queue_name;
    std::optional<json::json_object> job_variables;
    std::optional<uuid> deployment_id; // deprecated
};
BOOST_DESCRIBE_STRUCT(flow_run_create, (),
                      (state, name, flow_id, flow_version, parameters, context, parent_task_run_id,
                       infrastructure_document_id, empirical_policy, tags, labels, idempotency_key, work_pool_name,
                       work_queue_name, job_variables, deployment_id))

// The body of PATCH /flow_runs/{id}: what was sent changes.
struct flow_run_update
{
    static constexpr bool refuses_unknown = true;
    patch<std::optional<asked_run_name>> name; // null or empty: a random one
    patch<std::optional<std::string>> flow_version;
    patch<json::json_object> parameters;
    patch<flow_run_policy> empirical_policy;
    patch<std::vector<std::string>> tags;
    patch<std::optional<std::string>> infrastructure_pid;
    patch<std::optional<json::json_object>> job_variables;
};
BOOST_DESCRIBE_STRUCT(flow_run_update, (),
                      (name, flow_version, parameters, empirical_policy, tags, infrastructure_pid, job_variables))

BOOST_DEFINE_ENUM_CLASS(flow_run_sort, ID_DESC, START_TIME_ASC, START_TIME_DESC, EXPECTED_START_TIME_ASC,
                        EXPECTED_START_TIME_DESC, NAME_ASC, NAME_DESC, NEXT_SCHEDULED_START_TIME_ASC, END_TIME_DESC)

// What selects flow runs: their own filter and those of what they belong to.
struct flow_run_selection
{
    static constexpr bool filters_may_be_null = true;
    std::optional<filters::flow_filter> flows;
    std::optional<filters::flow_run_filter> flow_runs;
    std::optional<filters::task_run_filter> task_runs;
    std::optional<filters::deployment_filter> deployments;
    std::optional<filters::work_pool_filter> work_pools;
    std::optional<filters::work_queue_filter> work_pool_queues;
};
BOOST_DESCRIBE_STRUCT(flow_run_selection, (), (flows, flow_runs, task_runs, deployments, work_pools, work_pool_queues))

// What the schema of a flow run says beyond its members, whatever else stands beside them.
void describe_flow_run(json::model_schema& model);

// A SELECT of flow runs with what belongs to them, from table flow_run; from a page of it where a copy says so.
db::query::select_statement<flow_run> const& select_flow_runs();

// The conditions of a selection, over table flow_run.
db::sql where(db::grammar const& grammar, flow_run_selection const& wanted);

// Whether `column`, which refers to flow_run.id, holds a run of the selection; empty where the selection asks nothing.
db::sql refers_to_flow_run(db::grammar const& grammar, std::string_view column, flow_run_selection const& wanted);

// Over table flow_run.
db::query::ordering order_by(flow_run_sort sort);

// Stands for table flow_run after FROM: a page of the runs that meet `condition` (db/grammar.hpp). It keeps no order.
db::sql page_of_flow_runs(db::grammar const& grammar, db::sql const& condition, flow_run_sort sort, page range);

struct made_flow_run
{
    flow_run row;
    bool is_new = false;
};

// Who asks for a flow run.
struct flow_run_creator
{
    json_text created_by;         // JSON, null where the request names nobody
    bool knows_pause_keys = true; // its API version is 0.8.4 or later
};

// Stores a flow run with its first state, or gives the one that has this idempotency key already.
task<with_events<made_flow_run>> create_flow_run(db::connection& conn, flow_run_create wanted, flow_run_creator who);

// Nothing where there is none.
task<std::optional<flow_run>> read_flow_run(db::connection& conn, uuid id);
// In the order of `sort`; the part that `range` says.
task<std::vector<flow_run>> read_flow_runs(db::connection& conn, flow_run_selection wanted, flow_run_sort sort,
                                           page range);
// The ids of the first `limit` runs that match, newest first.
task<std::vector<uuid>> read_flow_run_ids(db::connection& conn, std::optional<filters::flow_run_filter> wanted,
                                          std::int64_t limit);
task<std::int64_t> count_flow_runs(db::connection& conn, flow_run_selection wanted);
// Both in one round trip.
task<counted_page<flow_run>> read_flow_run_page(db::connection& conn, flow_run_selection wanted, flow_run_sort sort,
                                                page range);

// False where there is no such run. error{errc::bad_request} where job variables were sent and the run is not SCHEDULED
// by a deployment.
task<bool> update_flow_run(db::connection& conn, uuid id, flow_run_update wanted);

// Adds labels to those of a run; errc::object_not_found where there is no such run.
task<void> update_flow_run_labels(db::connection& conn, uuid id, key_value_labels more);

// The average lateness in seconds of the runs that match; nothing where none does.
task<std::optional<double>> average_lateness(db::connection& conn, flow_run_selection wanted);

} // namespace praetor::models
