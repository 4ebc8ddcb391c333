// What a new flow run belongs to: read with the run's flow, or known already to whoever makes runs of a deployment.
#pragma once

#include <models/flow_runs/flow_run.hpp>
#include <models/runs/related_row.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace praetor::models {

struct labelled_row : tagged_row
{
    key_value_labels labels;
};
BOOST_DESCRIBE_STRUCT(labelled_row, (tagged_row), (labels))

struct deployment_of_run : labelled_row
{
    uuid flow_id;
};
BOOST_DESCRIBE_STRUCT(deployment_of_run, (labelled_row), (flow_id))

// The flow always, the rest where it is named.
struct flow_run_belongings
{
    labelled_row flow;
    std::optional<tagged_row> parent;
    std::optional<deployment_of_run> deployment;
};
BOOST_DESCRIBE_STRUCT(flow_run_belongings, (), (flow, parent, deployment))

struct queue_of_run
{
    named_row work_queue;
    work_pool_row work_pool;
};
BOOST_DESCRIBE_STRUCT(queue_of_run, (), (work_queue, work_pool))

// What a deployment gives a run, as it was read shortly before.
struct run_of_deployment
{
    flow_run_belongings around; // without a parent
    std::optional<queue_of_run> queue;
    std::optional<std::string> version;
    bool key_is_new = false; // no run had the idempotency key just now
};

// Stores a flow run of a deployment with its first state, or gives the one that has this idempotency key already. Reads
// nothing where the run has no key, or a new one, no parent and no data: all goes out with the COMMIT, and
// error{errc::integrity} says that a run has the key by now. `wanted` has the deployment's id
// and flow, and parameters, tags and job variables as they are to be stored.
task<with_events<made_flow_run>> create_deployed_flow_run(db::connection& conn, flow_run_create wanted,
                                                          flow_run_creator who, run_of_deployment of);

} // namespace praetor::models
