// Inputs of flow runs: what a paused run waits for, and what runs send each other.
#pragma once

#include <models/flow_runs/set_flow_run_state.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

struct flow_run_input
{
    uuid id;
    timestamp created{};
    timestamp updated{};
    uuid flow_run_id;
    std::string key; // unique in its run; lowercase letters, digits and dashes
    std::string value;
    std::optional<std::string> sender;
};
BOOST_DESCRIBE_STRUCT(flow_run_input, (), (id, created, updated, flow_run_id, key, value, sender))

// error{errc::conflict} where the run has this key already, errc::not_found where there is no such run,
// errc::unprocessable where the key has other characters. id and times of `wanted` are ignored.
task<void> create_flow_run_input(db::connection& conn, flow_run_input wanted);

// The inputs whose key begins with `prefix`, oldest first.
task<std::vector<flow_run_input>> filter_flow_run_input(db::connection& conn, uuid flow_run_id, std::string prefix,
                                                        std::int64_t limit, std::vector<std::string> without);
task<std::optional<flow_run_input>> read_flow_run_input(db::connection& conn, uuid flow_run_id, std::string key);
task<bool> delete_flow_run_input(db::connection& conn, uuid flow_run_id, std::string key);

// Resumes a paused run, with the input it waits for. Refusals are results: a run that is not paused is ABORTed, an input
// that its schema does not take is REJECTed. error{errc::object_not_found} where there is no such run.
task<with_events<orchestration_result>> resume_flow_run(db::connection& conn, uuid id, std::optional<json_text> input,
                                                        transition_request how);

} // namespace praetor::models
