// The first API's graph of a flow run: each task run with the task runs whose results it took.
#pragma once

#include <models/runs/state.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

struct task_dependencies
{
    uuid id;
    std::string name;
    json_text upstream_dependencies; // [{"input_type": "task_run", "id": …}], each once
    std::optional<stored_state> state;
    std::optional<timestamp> expected_start_time;
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    duration total_run_time{};
    duration estimated_run_time{};
    bool untrackable_result = false;
};
BOOST_DESCRIBE_STRUCT(task_dependencies, (),
                      (id, name, upstream_dependencies, state, expected_start_time, start_time, end_time,
                       total_run_time, estimated_run_time, untrackable_result))

// Of every task run of a flow run, newest id first. error{errc::object_not_found} where there is no such flow run.
task<std::vector<task_dependencies>> read_task_dependencies(db::connection& conn, uuid flow_run_id);

} // namespace praetor::models
