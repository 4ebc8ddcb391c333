// The parts of a graph, read in one statement: each row says which part it is.
#include <models/flow_run_graph.hpp>

#include <server/base/error.hpp>

#include <db/rows.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <limits>

namespace praetor::models {
namespace {

enum part : std::int64_t
{
    of_run,
    of_task,
    of_subflow,
    of_artifact,
    of_state
};

struct part_row
{
    std::int64_t part = 0;
    uuid id;
    std::optional<std::string> label;
    std::optional<std::string> type;
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    std::optional<std::string> document;
    std::optional<uuid> task_run_id;
};
BOOST_DESCRIBE_STRUCT(part_row, (), (part, id, label, type, start_time, end_time, document, task_run_id))

// $1: the flow run, $2: nodes at most, $3: artifacts at most. An artifact that is not the latest of its key has an end_time.
constexpr std::string_view select_parts =
    "SELECT 0 AS part, flow_run.id, CAST(NULL AS text) AS label, CAST(NULL AS text) AS type, "
    "coalesce(flow_run.start_time, flow_run.expected_start_time) AS start_time, flow_run.end_time, "
    "CAST(NULL AS text) AS document, CAST(NULL AS uuid) AS task_run_id FROM flow_run WHERE flow_run.id = $1 "
    "UNION ALL SELECT * FROM (SELECT CASE WHEN subflow.id IS NULL THEN 1 ELSE 2 END AS part, "
    "coalesce(subflow.id, task_run.id) AS id, coalesce(flow.name || ' / ' || subflow.name, task_run.name) AS label, "
    "CAST(coalesce(subflow.state_type, task_run.state_type) AS text) AS type, "
    "coalesce(subflow.start_time, subflow.expected_start_time, task_run.start_time, task_run.expected_start_time) "
    "AS start_time, coalesce(subflow.end_time, task_run.end_time, CASE WHEN task_run.state_type = 'COMPLETED' THEN "
    "task_run.expected_start_time END) AS end_time, CAST(task_run.task_inputs AS text) AS document, "
    "CAST(NULL AS uuid) AS task_run_id FROM task_run "
    "LEFT JOIN flow_run AS subflow ON subflow.parent_task_run_id = task_run.id "
    "LEFT JOIN flow ON flow.id = subflow.flow_id WHERE task_run.flow_run_id = $1 AND coalesce(subflow.start_time, "
    "subflow.expected_start_time, task_run.start_time, task_run.expected_start_time) IS NOT NULL LIMIT $2) AS node "
    "UNION ALL SELECT * FROM (SELECT 3 AS part, artifact.id, artifact.key AS label, artifact.type, "
    "artifact.created AS start_time, CASE WHEN artifact.key IS NOT NULL AND artifact_collection.id IS NULL THEN "
    "artifact.created END AS end_time, CASE WHEN artifact.type = 'progress' THEN CAST(artifact.data AS text) END "
    "AS document, artifact.task_run_id FROM artifact LEFT JOIN artifact_collection ON "
    "artifact_collection.key = artifact.key AND artifact_collection.latest_id = artifact.id "
    "WHERE artifact.flow_run_id = $1 AND artifact.type <> 'result' ORDER BY artifact.created LIMIT $3) AS made "
    "UNION ALL SELECT 4, flow_run_state.id, flow_run_state.name, CAST(flow_run_state.type AS text), "
    "flow_run_state.timestamp, NULL, NULL, NULL FROM flow_run_state WHERE flow_run_state.flow_run_id = $1";

graph_node to_node(part_row& row)
{
    return {row.id,
            row.part == of_subflow,
            std::move(row.label).value_or(std::string{}),
            std::move(row.type),
            row.start_time.value_or(timestamp{}),
            row.end_time,
            std::move(row.document).value_or(std::string{})};
}

graph_artifact to_artifact(part_row& row)
{
    return {row.id,
            row.start_time.value_or(timestamp{}),
            std::move(row.label),
            std::move(row.type),
            std::move(row.document),
            row.task_run_id,
            !row.end_time};
}

graph_state to_state(part_row& row)
{
    return {row.id, row.start_time.value_or(timestamp{}), std::move(row.type).value_or(std::string{}),
            std::move(row.label).value_or(std::string{})};
}

// Keeps each row as the part it is; gives whether it was the flow run itself.
bool keep(graph_parts& parts, part_row& row)
{
    switch (row.part) {
    case of_task:
    case of_subflow:
        parts.nodes.push_back(to_node(row));
        return false;
    case of_artifact:
        parts.artifacts.push_back(to_artifact(row));
        return false;
    case of_state:
        parts.states.push_back(to_state(row));
        return false;
    default:
        parts.start_time = row.start_time;
        parts.end_time = row.end_time;
        return true;
    }
}

} // namespace

task<std::string> read_flow_run_graph(db::connection& conn, graph_query wanted)
{
    wanted.running_first = conn.kind() == db::dialect::sqlite;
    // With `since`, nodes that are not shown may still be ends of edges.
    auto const most = wanted.since ? std::numeric_limits<std::int64_t>::max() : wanted.most_nodes + 1;
    graph_parts parts;
    auto const read =
        co_await conn.rows<part_row>(db::sql{select_parts, wanted.flow_run_id, most, wanted.most_artifacts},
                                     [&parts](part_row&& row) { return keep(parts, row); });
    if (std::ranges::find(read, true) == read.end())
        throw error{errc::object_not_found, "Flow run " + to_string(wanted.flow_run_id) + " not found"};
    std::ranges::sort(parts.artifacts, {}, [](graph_artifact const& one) { return std::pair{one.created, one.id}; });
    std::ranges::sort(parts.states, {}, [](graph_state const& one) { return std::pair{one.timestamp, one.id}; });
    co_return graph_text(std::move(parts), wanted);
}

} // namespace praetor::models
