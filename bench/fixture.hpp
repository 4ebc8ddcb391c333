// What a case needs in the database before it can ask.
#pragma once

#include <bench/connection.hpp>
#include <bench/options.hpp>
#include <server/base/task.hpp>

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::bench {

// Sends one request and reads its JSON. Tries again where the server is busy (503) or has closed an idle
// connection: preparing is not measured. Throws error{errc::internal} with status and body when it stays
// refused.
task<boost::json::value> ask_json(connection& to, std::string request);

// Creates a flow with a name of its own; gives its id.
task<std::string> make_flow(connection& to, options const& wanted);

// The body that creates a run of `flow` the way the SDK sends it, in the state `type`.
std::string flow_run_body(std::string_view flow, std::string_view type);

// The body that proposes the state `type`.
std::string state_body(std::string_view type);

// Creates `count` runs of `flow` in the state `type`, one after another; gives their ids.
task<std::vector<std::string>> make_runs(connection& to, options const& wanted, std::string flow, std::string type,
                                         unsigned count);

// Counts the runs of `flow` that are in the state `type`, as the server answers it.
task<std::uint64_t> count_runs(connection& to, options const& wanted, std::string flow, std::string type);

} // namespace praetor::bench
