#include <routes/routes.hpp>

#include <models/flow_runs/flow_run_graph.hpp>
#include <models/task_runs/task_dependencies.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/plain_time.hpp>

namespace praetor::routes {
namespace {

struct graph_fields
{
    defaulted<json::plain_time> since{json::plain_time{min_timestamp}};
};
BOOST_DESCRIBE_STRUCT(graph_fields, (), (since))

// The graph as the document shows it; models/flow_runs/flow_run_graph.cpp writes it as text.
struct edge
{
    uuid id;
};
BOOST_DESCRIBE_STRUCT(edge, (), (id))

struct graph_artifact
{
    uuid id;
    timestamp created{};
    std::optional<std::string> key;
    std::optional<std::string> type;
    bool is_latest = false;
    std::optional<json_text> data;
};
BOOST_DESCRIBE_STRUCT(graph_artifact, (), (id, created, key, type, is_latest, data))

struct graph_state
{
    uuid id;
    praetor::timestamp timestamp{};
    models::state_type type{};
    std::string name;
};
BOOST_DESCRIBE_STRUCT(graph_state, (), (id, timestamp, type, name))

struct node
{
    std::string kind;
    uuid id;
    std::string label;
    models::state_type state_type{};
    timestamp start_time{};
    std::optional<timestamp> end_time;
    std::vector<edge> parents;
    std::vector<edge> children;
    std::vector<edge> encapsulating;
    std::vector<graph_artifact> artifacts;
};
BOOST_DESCRIBE_STRUCT(node, (),
                      (kind, id, label, state_type, start_time, end_time, parents, children, encapsulating, artifacts))

struct graph
{
    std::optional<timestamp> start_time;
    std::optional<timestamp> end_time;
    std::vector<uuid> root_node_ids;
    std::vector<node> nodes; // each behind its id
    std::vector<graph_artifact> artifacts;
    std::vector<graph_state> states;
};
BOOST_DESCRIBE_STRUCT(graph, (), (start_time, end_time, root_node_ids, nodes, artifacts, states))

task<std::vector<models::task_dependencies>> read_flow_run_graph_v1(scope& rq, uuid id)
{
    return rq.db().read(models::read_task_dependencies, id);
}

task<http::response> read_flow_run_graph_v2(scope& rq, uuid id, query<graph_fields> wanted)
{
    models::graph_query asked;
    asked.flow_run_id = id;
    if (timestamp const since = *wanted->since; since > min_timestamp)
        asked.since = since;
    asked.max_nodes = rq.config().server.flow_run_graph.max_nodes;
    asked.max_artifacts = rq.config().server.flow_run_graph.max_artifacts;
    http::response answer;
    answer.body = co_await rq.db().read(models::read_flow_run_graph, asked);
    co_return answer;
}

} // namespace

void add_flow_run_graphs(router& r)
{
    r.get<"/flow_runs/{id:uuid}/graph", read_flow_run_graph_v1>()
        .needs(role::viewer)
        .tagged("Flow Run Graph")
        .refuses(404);
    r.get<"/flow_runs/{id:uuid}/graph-v2", read_flow_run_graph_v2>()
        .needs(role::viewer)
        .tagged("Flow Run Graph")
        .answers_with<graph>()
        .refuses(400)
        .refuses(404);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::node>
{
    static void add(model_schema& model) { model.set("kind", "enum", {"flow-run", "task-run"}); }
};

template <>
struct praetor::json::schema_notes<praetor::routes::graph>
{
    // A node stands behind its id: [id, node].
    static void add(model_schema& model)
    {
        auto const node = boost::json::object{{"$ref", "#/components/schemas/Node"}};
        auto const id = boost::json::object{{"type", "string"}, {"format", "uuid"}};
        model.set(
            "nodes", "items",
            boost::json::object{
                {"type", "array"}, {"prefixItems", boost::json::array{id, node}}, {"minItems", 2}, {"maxItems", 2}});
    }
};

PRAETOR_JSON_CODEC(praetor::routes::graph_fields)
PRAETOR_JSON_CODEC(praetor::routes::edge)
PRAETOR_JSON_CODEC(praetor::routes::graph_artifact)
PRAETOR_JSON_CODEC(praetor::routes::graph_state)
PRAETOR_JSON_CODEC(praetor::routes::node)
PRAETOR_JSON_CODEC(praetor::routes::graph)
