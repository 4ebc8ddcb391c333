// Which states the runs of this server have been in: what a filter by state can offer.
#pragma once

#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace praetor::models {

// A type and name that occur together, and when a run was first and last in such a state, as far as its runs are kept.
struct observed_state
{
    std::string state_type;
    std::string state_name;
    timestamp first_seen{};
    timestamp last_seen{};
};
BOOST_DESCRIBE_STRUCT(observed_state, (), (state_type, state_name, first_seen, last_seen))

// NAME_ASC: by type, then by name. LAST_SEEN_DESC: those of the same moment by type and name.
BOOST_DEFINE_ENUM_CLASS(observed_state_sort, NAME_ASC, LAST_SEEN_DESC)

// Of flow runs and task runs, `limit` at most. `prefix`: only those whose type or name begins with it, whatever the
// case; all where it is empty. Takes a moment for each state where ix_flow_run_state__type_name_timestamp and its like
// of task runs are there, and reads both histories where they are not.
task<std::vector<observed_state>> read_observed_states(db::connection& conn, std::string prefix,
                                                       observed_state_sort sort, std::int64_t limit);

} // namespace praetor::models
