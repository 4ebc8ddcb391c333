// What the dashboard draws of flow runs: a mark for each in its timeline, and how many tasks each has.
#pragma once

#include <models/flow_runs/flow_run.hpp>

#include <map>

namespace praetor::models {

// A run as a mark in the timeline.
struct flow_run_mark
{
    uuid id;
    models::state_type state_type{};
    praetor::timestamp timestamp{}; // of the start, or of the expected one
    praetor::duration duration{};
    praetor::duration lateness{};
};
BOOST_DESCRIBE_STRUCT(flow_run_mark, (), (id, state_type, timestamp, duration, lateness))

// Runs without a state or without any time have no place in a timeline and are left out.
task<std::vector<flow_run_mark>> read_flow_run_marks(db::connection& conn, flow_run_selection wanted,
                                                     flow_run_sort sort, page range);

// Answers every id that was asked for. Task runs that stand for a subflow are not counted.
task<std::map<std::string, std::int64_t>> count_task_runs_by_flow_run(db::connection& conn,
                                                                      std::vector<uuid> flow_run_ids);

} // namespace praetor::models
