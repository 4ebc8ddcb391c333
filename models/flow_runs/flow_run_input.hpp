// Inputs of flow runs: what a paused run waits for, and what runs send each other.
#pragma once

#include <models/flow_runs/set_flow_run_state.hpp>
#include <models/forms/hydration_message.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

struct flow_run_input : stored_row
{
    uuid flow_run_id;
    std::string key; // unique in its run; lowercase letters, digits and dashes
    std::string value;
    std::optional<std::string> sender;
};
BOOST_DESCRIBE_STRUCT(flow_run_input, (stored_row), (flow_run_id, key, value, sender))

// error{errc::conflict} where the run has this key already, errc::not_found where there is no such run,
// errc::unprocessable where the key has other characters. id and times of `wanted` are ignored.
task<void> create_flow_run_input(db::connection& conn, flow_run_input wanted);

// The inputs whose key begins with `prefix`, oldest first.
task<std::vector<flow_run_input>> filter_flow_run_input(db::connection& conn, uuid flow_run_id, std::string prefix,
                                                        std::int64_t limit, std::vector<std::string> without);
task<std::optional<flow_run_input>> read_flow_run_input(db::connection& conn, uuid flow_run_id, std::string key);
task<bool> delete_flow_run_input(db::connection& conn, uuid flow_run_id, std::string key);

// What the input of a paused run is held against before it goes on.
struct awaited_input
{
    state paused;
    std::optional<std::string> schema;         // nothing where the run has none under the key that its state names
    std::vector<workspace_variable> variables; // where they were asked for

    // Whether the run waits for an input at all.
    bool is_wanted() const { return paused.state_details.run_input_keyset.has_value(); }
};

// Nothing where the run is not paused. error{errc::object_not_found} where there is no such run.
task<std::optional<awaited_input>> read_awaited_input(db::connection& conn, uuid id, bool with_variables);

// How a run that is not resumed stays: ABORT where it is not paused, REJECT with a reason where its input is refused.
orchestration_result not_paused();
orchestration_result refused_input(state paused, std::string reason);

// Resumes the run in the state of `seen`, with an input that fits. Nothing where the run or its schema are others by
// now. error{errc::object_not_found} where there is no such run.
task<std::optional<with_events<orchestration_result>>>
resume_flow_run(db::connection& conn, uuid id, awaited_input seen, std::string input, transition_request request);

} // namespace praetor::models
