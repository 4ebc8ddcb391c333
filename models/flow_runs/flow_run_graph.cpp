#include <models/flow_runs/flow_run_graph.hpp>

#include <models/task_runs/task_input_sources.hpp>

#include <server/base/error.hpp>
#include <server/base/json/object_writer.hpp>

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace praetor::models {
namespace {

using json::operator""_key;

// Which other nodes a node names, by their place in the order of start; and how many inputs it has, at least one.
struct links
{
    std::vector<std::uint32_t> parents;
    std::vector<std::uint32_t> children;
    std::vector<std::uint32_t> encapsulating;
    std::size_t inputs = 0;
};

class graph
{
public:
    graph(graph_parts& parts, graph_query const& wanted) : parts_(parts), wanted_(wanted) {}

    std::string text()
    {
        sort_nodes();
        link();
        show_nodes();
        group_artifacts();
        return written();
    }

private:
    // Edges are told in order of their ends' start, so nodes are brought into that order first.
    void sort_nodes()
    {
        auto const order = [this](graph_node const& node) {
            bool const late = node.end_time ? wanted_.running_first : !wanted_.running_first;
            return std::tuple{node.start_time, late, node.end_time.value_or(timestamp{}), node.id};
        };
        // Their order first: a node is too large to be moved about.
        std::vector<std::pair<decltype(order(graph_node{})), std::uint32_t>> places;
        places.reserve(parts_.nodes.size());
        for (auto const& node : parts_.nodes)
            places.emplace_back(order(node), static_cast<std::uint32_t>(places.size()));
        std::ranges::sort(places);
        std::vector<graph_node> sorted;
        sorted.reserve(places.size());
        places_.reserve(places.size());
        for (auto const& [key, from] : places) {
            auto const place = static_cast<std::uint32_t>(sorted.size());
            places_.emplace(parts_.nodes[from].id, place);
            if (auto const& task_run = parts_.nodes[from].stands_for)
                subflows_.emplace(*task_run, place);
            sorted.push_back(std::move(parts_.nodes[from]));
        }
        parts_.nodes = std::move(sorted);
    }

    void link()
    {
        links_.resize(parts_.nodes.size());
        for (std::size_t i = 0; i < parts_.nodes.size(); ++i) {
            auto const sources = read_task_inputs(parts_.nodes[i].inputs);
            keep_places(links_[i].parents, sources.parents);
            keep_places(links_[i].encapsulating, sources.encapsulating);
            links_[i].inputs = std::max<std::size_t>(sources.inputs, 1);
        }
        for (std::uint32_t child = 0; child < links_.size(); ++child) {
            repeat_parents(links_[child].parents, child);
            auto& around = links_[child].encapsulating;
            std::ranges::sort(around);
            auto const repeated = std::ranges::unique(around);
            around.erase(repeated.begin(), repeated.end());
        }
    }

    void keep_places(std::vector<std::uint32_t>& into, std::vector<uuid> const& ids) const
    {
        for (auto const& id : ids) {
            if (auto const known = places_.find(id); known != places_.end())
                into.push_back(known->second);
            for (auto [known, end] = subflows_.equal_range(id); known != end; ++known)
                into.push_back(known->second);
        }
    }

    void repeat_parents(std::vector<std::uint32_t>& parents, std::uint32_t child)
    {
        std::ranges::sort(parents);
        std::vector<std::uint32_t> all;
        for (auto const parent : parents) {
            auto const times = links_[parent].inputs;
            all.insert(all.end(), times, parent);
            links_[parent].children.insert(links_[parent].children.end(), times, child);
        }
        parents = std::move(all);
    }

    void show_nodes()
    {
        for (std::uint32_t i = 0; i < parts_.nodes.size(); ++i) {
            auto const& node = parts_.nodes[i];
            if (!wanted_.since || !node.end_time || *node.end_time >= *wanted_.since)
                shown_.push_back(i);
        }
        if (static_cast<std::int64_t>(shown_.size()) > wanted_.max_nodes)
            throw error{errc::bad_request, "The graph of flow run " + to_string(wanted_.flow_run_id) +
                                               " has more than " + std::to_string(wanted_.max_nodes) + " nodes."};
    }

    void group_artifacts()
    {
        for (auto const& one : parts_.artifacts) {
            if (!one.task_run_id)
                own_artifacts_.push_back(&one);
            else if (auto const node = places_.find(*one.task_run_id); node != places_.end())
                artifacts_[node->second].push_back(&one);
        }
    }

    std::string written()
    {
        std::string text;
        text.reserve(1'024 + shown_.size() * 480);
        json::object_writer object{text};
        object.value("start_time"_key, parts_.start_time).value("end_time"_key, parts_.end_time);
        json::write_list(object.key("root_node_ids"_key), roots(),
                         [this](std::string& out, std::uint32_t i) { json::write(out, parts_.nodes[i].id); });
        json::write_list(object.key("nodes"_key), shown_,
                         [this](std::string& out, std::uint32_t i) { write_node(out, i); });
        write_artifacts(object.key("artifacts"_key), own_artifacts_);
        json::write_list(object.key("states"_key), parts_.states, write_state);
        object.end();
        return text;
    }

    std::vector<std::uint32_t> roots() const
    {
        std::vector<std::uint32_t> found;
        std::ranges::copy_if(shown_, std::back_inserter(found),
                             [this](std::uint32_t i) { return links_[i].parents.empty(); });
        return found;
    }

    void write_node(std::string& out, std::uint32_t place)
    {
        auto const& node = parts_.nodes[place];
        auto const& linked = links_[place];
        out += '[';
        json::write(out, node.id);
        out += ',';
        json::object_writer object{out};
        object.text("kind"_key, node.stands_for ? "flow-run" : "task-run")
            .value("id"_key, node.id)
            .text("label"_key, node.label)
            .value("state_type"_key, node.state_type)
            .value("start_time"_key, node.start_time)
            .value("end_time"_key, node.end_time);
        write_edges(object.key("parents"_key), linked.parents);
        write_edges(object.key("children"_key), linked.children);
        write_edges(object.key("encapsulating"_key), linked.encapsulating);
        if (auto const made = artifacts_.find(place); made != artifacts_.end())
            write_artifacts(object.key("artifacts"_key), made->second);
        else
            object.json("artifacts"_key, "[]");
        object.end();
        out += ']';
    }

    void write_edges(std::string& out, std::vector<std::uint32_t> const& ends) const
    {
        json::write_list(out, ends, [this](std::string& to, std::uint32_t end) {
            json::object_writer{to}.value("id"_key, parts_.nodes[end].id).end();
        });
    }

    static void write_artifacts(std::string& out, std::vector<graph_artifact const*> const& list)
    {
        json::write_list(out, list, [](std::string& to, graph_artifact const* one) {
            json::object_writer{to}
                .value("id"_key, one->id)
                .value("created"_key, one->created)
                .value("key"_key, one->key)
                .value("type"_key, one->type)
                .value("is_latest"_key, one->is_latest)
                .json("data"_key, one->data ? std::string_view{*one->data} : std::string_view{"null"})
                .end();
        });
    }

    static void write_state(std::string& out, graph_state const& one)
    {
        json::object_writer{out}
            .value("id"_key, one.id)
            .value("timestamp"_key, one.timestamp)
            .value("type"_key, one.type)
            .text("name"_key, one.name)
            .end();
    }

    graph_parts& parts_;
    graph_query const& wanted_;
    std::unordered_map<uuid, std::uint32_t> places_;
    std::unordered_multimap<uuid, std::uint32_t> subflows_; // by the task run that stands for them
    std::vector<links> links_;
    std::vector<std::uint32_t> shown_;
    std::vector<graph_artifact const*> own_artifacts_;
    std::unordered_map<std::uint32_t, std::vector<graph_artifact const*>> artifacts_;
};

} // namespace

std::string graph_text(graph_parts parts, graph_query const& wanted)
{
    return graph{parts, wanted}.text();
}

} // namespace praetor::models
