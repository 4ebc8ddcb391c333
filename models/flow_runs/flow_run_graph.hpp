// The graph of a flow run: its task runs and subflow runs, and which of them fed which. What is read is put together
// without a database (graph_text), so that SQL need not join the inputs of all tasks with each other.
#pragma once

#include <models/runs/state.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A task run, or the flow run that a task run stands for.
struct graph_node
{
    uuid id;
    std::string label;
    std::optional<models::state_type> state_type;
    timestamp start_time{};
    std::optional<timestamp> end_time;
    std::string inputs;             // the task run's task_inputs (models/task_runs/task_input_sources.hpp)
    std::optional<uuid> stands_for; // the task run, where the node is a flow run
};

struct graph_artifact
{
    uuid id;
    timestamp created{};
    std::optional<std::string> key;
    std::optional<std::string> type;
    std::optional<std::string> data; // JSON, of artifacts that show progress
    std::optional<uuid> task_run_id;
    bool is_latest = false;
};
BOOST_DESCRIBE_STRUCT(graph_artifact, (), (id, created, key, type, data, task_run_id, is_latest))

struct graph_state
{
    uuid id;
    praetor::timestamp timestamp{};
    state_type type{};
    std::string name;
};
BOOST_DESCRIBE_STRUCT(graph_state, (), (id, timestamp, type, name))

// A flow run with all that its graph shows.
struct graph_parts
{
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    std::vector<graph_node> nodes;
    std::vector<graph_artifact> artifacts; // oldest first
    std::vector<graph_state> states;       // oldest first
};

// What of a graph is asked.
struct graph_query
{
    uuid flow_run_id;
    std::optional<timestamp> since; // leaves out nodes that ended before
    std::int64_t max_nodes = 10'000;
    std::int64_t max_artifacts = 10'000;
    bool running_first = false; // of nodes that started together, those without an end come first, not last
};

// The graph as JSON: nodes in order of start and end. As in the reference, an edge counts once for each input of its
// parent; a parent that is named "__parents__" encapsulates. Unlike there, who waits for a task run that stands for a
// flow run is linked to the flow run. error{errc::bad_request} where more than max_nodes are left.
std::string graph_text(graph_parts parts, graph_query const& wanted);

// The same from the database, in one round trip. error{errc::object_not_found} where there is no such run.
task<std::string> read_flow_run_graph(db::connection& conn, graph_query wanted);

} // namespace praetor::models
