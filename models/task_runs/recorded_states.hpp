// States of task runs as their clients tell them: in which order they come, whatever their clocks say, and how all of
// them are kept.
#pragma once

#include <models/runs/state.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

struct recorded_state : state
{
    uuid task_run_id;
};
BOOST_DESCRIBE_STRUCT(recorded_state, (state), (task_run_id))

// The place of a state among those of one time: on the way to the end, which comes last.
int place_of(state_type type);
// The same as SQL about a column of table task_run.
std::string place_of_state(std::string_view column);

// When a state counts as reached where it is held against others of its run. A clock that ticks slowly gives several
// states one time, and clients move a state behind the one before by a microsecond, so that the state after both may
// have the earlier time: a state that ends a run counts as that much later.
timestamp time_in_order(state const& reached);

// Stores those that are not there, each at a time of its own in its run: one that would fall on another moves behind
// it, or before it, as their places say. error{errc::integrity} where a run is gone.
task<void> store_recorded_states(db::connection& conn, std::vector<recorded_state> states, timestamp when);

// Stores none: fails where the table would take none at all, for want of a right or of the table.
void enqueue_no_states(db::connection& conn, timestamp when);

} // namespace praetor::models
