// What a graph shows, read in one round trip: a statement for each kind of thing.
#include <models/flow_runs/flow_run_graph.hpp>

#include <server/base/error.hpp>

#include <db/rows.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace praetor::models {
namespace {

struct span_row
{
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
};
BOOST_DESCRIBE_STRUCT(span_row, (), (start_time, end_time))

constexpr std::string_view select_span =
    "SELECT coalesce(start_time, expected_start_time) AS start_time, end_time FROM flow_run WHERE id = $1";

struct node_row
{
    uuid id;
    std::string label;
    std::optional<models::state_type> state_type;
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    json_text inputs;
    std::optional<uuid> stands_for; // the task run, where the node is a flow run
};
BOOST_DESCRIBE_STRUCT(node_row, (), (id, label, state_type, start_time, end_time, inputs, stands_for))

// $1: the flow run, $2: how many at most. Task runs without any time count only for the subflow that has one.
constexpr std::string_view select_task_nodes =
    "SELECT task_run.id, task_run.name AS label, task_run.state_type, coalesce(task_run.start_time, "
    "task_run.expected_start_time) AS start_time, coalesce(task_run.end_time, CASE WHEN task_run.state_type = "
    "'COMPLETED' THEN task_run.expected_start_time END) AS end_time, task_run.task_inputs AS inputs, "
    "CAST(NULL AS uuid) AS stands_for FROM task_run WHERE task_run.flow_run_id = $1 AND (coalesce(task_run.start_time, "
    "task_run.expected_start_time) IS NOT NULL OR EXISTS (SELECT 1 FROM flow_run AS subflow WHERE "
    "subflow.parent_task_run_id = task_run.id)) LIMIT $2";

// The condition that a subflow has a parent tells PostgreSQL how few they are: it would join all flow runs otherwise.
constexpr std::string_view select_subflow_nodes =
    "SELECT subflow.id, flow.name || ' / ' || subflow.name AS label, coalesce(subflow.state_type, task_run.state_type) "
    "AS state_type, coalesce(subflow.start_time, subflow.expected_start_time, task_run.start_time, "
    "task_run.expected_start_time) AS start_time, coalesce(subflow.end_time, task_run.end_time, CASE WHEN "
    "task_run.state_type = 'COMPLETED' THEN task_run.expected_start_time END) AS end_time, task_run.task_inputs AS "
    "inputs, task_run.id AS stands_for FROM task_run JOIN flow_run AS subflow ON subflow.parent_task_run_id = "
    "task_run.id JOIN flow ON flow.id = subflow.flow_id WHERE task_run.flow_run_id = $1 AND "
    "subflow.parent_task_run_id IS NOT NULL LIMIT $2";

constexpr std::string_view select_artifacts =
    "SELECT artifact.id, artifact.created, artifact.key, artifact.type, CASE WHEN artifact.type = 'progress' THEN "
    "CAST(artifact.data AS text) END AS data, artifact.task_run_id, artifact.key IS NULL OR artifact_collection.id IS "
    "NOT NULL AS is_latest FROM artifact LEFT JOIN artifact_collection ON artifact_collection.key = artifact.key AND "
    "artifact_collection.latest_id = artifact.id WHERE artifact.flow_run_id = $1 AND artifact.type <> 'result' "
    "ORDER BY artifact.created LIMIT $2";

constexpr std::string_view select_states =
    "SELECT id, timestamp, type, name FROM flow_run_state WHERE flow_run_id = $1";

graph_node to_node(node_row&& row)
{
    return {row.id,       std::move(row.label),       row.state_type, *row.start_time,
            row.end_time, std::move(row.inputs.text), row.stands_for};
}

// A task run that subflows stand for is no node itself.
std::vector<graph_node> merge_nodes(std::vector<node_row> tasks, std::vector<node_row> subflows)
{
    std::unordered_set<uuid> replaced;
    for (auto const& subflow : subflows)
        replaced.insert(*subflow.stands_for);
    std::vector<graph_node> nodes;
    nodes.reserve(tasks.size() + subflows.size());
    for (auto* rows : {&tasks, &subflows})
        for (auto& row : *rows)
            if (row.start_time && (row.stands_for || !replaced.contains(row.id)))
                nodes.push_back(to_node(std::move(row)));
    return nodes;
}

} // namespace

task<std::string> read_flow_run_graph(db::connection& conn, graph_query wanted)
{
    wanted.running_first = conn.grammar().sorts_nulls_first();
    // With `since`, nodes that are not shown may still be ends of edges.
    auto const max_rows = wanted.since ? std::numeric_limits<std::int64_t>::max() : wanted.max_nodes + 1;
    auto const& id = wanted.flow_run_id;
    auto tasks = conn.deferred_rows<node_row>(db::sql{select_task_nodes, id, max_rows});
    auto subflows = conn.deferred_rows<node_row>(db::sql{select_subflow_nodes, id, max_rows});
    auto artifacts = conn.deferred_rows<graph_artifact>(db::sql{select_artifacts, id, wanted.max_artifacts});
    auto states = conn.deferred_rows<graph_state>(db::sql{select_states, id});
    auto const span = co_await conn.row<span_row>(db::sql{select_span, id});
    if (!span)
        throw error{errc::object_not_found, "Flow run " + to_string(id) + " not found"};
    graph_parts parts{span->start_time, span->end_time, merge_nodes(tasks.result(), subflows.result()),
                      artifacts.result(), states.result()};
    std::ranges::sort(parts.artifacts, {}, [](graph_artifact const& one) { return std::pair{one.created, one.id}; });
    std::ranges::sort(parts.states, {}, [](graph_state const& one) { return std::pair{one.timestamp, one.id}; });
    co_return graph_text(std::move(parts), wanted);
}

} // namespace praetor::models
