// What the dashboard shows beside a list of flows.
#pragma once

#include <models/runs/state.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// The scheduled run of a flow that comes first.
struct next_flow_run
{
    uuid id;
    uuid flow_id;
    std::string name;
    std::string state_name;
    models::state_type state_type{};
    timestamp next_scheduled_start_time{};
};
BOOST_DESCRIBE_STRUCT(next_flow_run, (), (id, flow_id, name, state_name, state_type, next_scheduled_start_time))

// Both answer every id that was asked for, those of unknown flows with 0 or nothing.
task<std::map<std::string, std::int64_t>> count_deployments_by_flow(db::connection& conn, std::vector<uuid> flow_ids);
task<std::map<std::string, std::optional<next_flow_run>>> read_next_runs_by_flow(db::connection& conn,
                                                                                 std::vector<uuid> flow_ids);

} // namespace praetor::models
