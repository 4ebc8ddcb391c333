// The cases, one file each in cases/: what they ask is said at the head of the file and in README.md.
#pragma once

#include <bench/options.hpp>
#include <server/base/task.hpp>

#include <boost/json/object.hpp>

#include <span>
#include <string_view>

namespace praetor::bench {

// Prepares, measures, checks, and gives the figures. Throws when the server can not be measured at all;
// answers it refuses are figures. The options outlive the task.
using measurement = task<boost::json::object> (*)(options const& wanted);

struct known_case
{
    std::string_view name;
    measurement measure;
};

std::span<known_case const> all_cases();

task<boost::json::object> measure_health(options const& wanted);
task<boost::json::object> measure_read(options const& wanted);
task<boost::json::object> measure_filter(options const& wanted);
task<boost::json::object> measure_create(options const& wanted);
task<boost::json::object> measure_lifecycle(options const& wanted);
task<boost::json::object> measure_events_in(options const& wanted);
task<boost::json::object> measure_events_out(options const& wanted);
task<boost::json::object> measure_backfill(options const& wanted);
task<boost::json::object> measure_filter_join(options const& wanted);
task<boost::json::object> measure_history(options const& wanted);
task<boost::json::object> measure_graph(options const& wanted);
task<boost::json::object> measure_bulk_set_state(options const& wanted);
task<boost::json::object> measure_paginate(options const& wanted);
task<boost::json::object> measure_health_under_load(options const& wanted);
task<boost::json::object> measure_worker_poll(options const& wanted);
task<boost::json::object> measure_deploy(options const& wanted);
task<boost::json::object> measure_deployment_run(options const& wanted);
task<boost::json::object> measure_deployments_filter(options const& wanted);
task<boost::json::object> measure_deployments_paginate(options const& wanted);
task<boost::json::object> measure_dashboard_page(options const& wanted);
task<boost::json::object> measure_dashboard_script(options const& wanted);

} // namespace praetor::bench
