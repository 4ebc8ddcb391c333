// What the cases about deployments need in the database before they can ask.
#pragma once

#include <bench/connection.hpp>
#include <bench/options.hpp>
#include <server/base/task.hpp>

#include <string>
#include <string_view>

namespace praetor::bench {

// Creates a process work pool with a name of its own, which can stand in a path; gives the name.
task<std::string> make_pool(connection& to, options const& wanted);

// The body that creates the deployment `name` of `flow` in `pool` the way `prefect deploy` sends it, with a daily and a
// yearly schedule.
std::string deployment_body(std::string_view flow, std::string_view pool, std::string_view name);

// Creates `count` deployments of `flow` in `pool`, one after another; gives the id of the last.
task<std::string> make_deployments(connection& to, options const& wanted, std::string flow, std::string pool,
                                   unsigned count);

// The body of a run of a deployment, as the SDK's run_deployment sends it; due an hour ago.
std::string deployment_run_body();

// Creates `count` runs of the deployment, a hundred in one request.
task<void> make_deployment_runs(connection& to, options const& wanted, std::string deployment, unsigned count);

} // namespace praetor::bench
