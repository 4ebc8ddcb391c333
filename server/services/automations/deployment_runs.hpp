// A flow run that a deployment is asked for, up to the transaction that stores it: by a request, or by an automation.
#pragma once

#include <server/services/template_worker.hpp>

#include <models/deployments/deployment_flow_run.hpp>

#include <server/base/task.hpp>
#include <server/base/thread_pool.hpp>

#include <db/database.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::services {

// What it is worked out with; all of it outlives the call.
struct run_tools
{
    db::database& store;
    template_worker& templates;
    thread_pool& threads;
    std::string const& encryption_key; // of block documents
};

// Parameters, a JSON object, with what stands for other values in them filled in. error{errc::bad_request} in the
// reference's words where that can not be done.
task<std::string> hydrate_parameters(run_tools with, std::string parameters);

// The deployment's parameters under those of the run, filled in. error{errc::bad_request} where that can not be done.
task<models::asked_run> fill_in(run_tools with, models::run_source const& of,
                                models::deployment_flow_run_create const& wanted);

// For each of these runs why it is refused, or nothing.
task<std::vector<std::optional<models::refused_run>>> check_runs(run_tools with, models::run_source const& of,
                                                                 std::vector<models::asked_run> runs);

// All of it for one run: errors in the reference's words for one that can not be. error{errc::not_found} where there is
// no such deployment.
task<models::deployed_run> prepare_run(run_tools with, uuid deployment_id, models::deployment_flow_run_create wanted);

} // namespace praetor::services
