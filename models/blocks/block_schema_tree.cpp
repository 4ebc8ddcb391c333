#include <models/blocks/block_schema_tree.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace praetor::models {
namespace {

// Beyond this, definitions are left out: nobody writes such schemas, and each level is a frame on the stack.
constexpr int deepest = 200;

class tree
{
public:
    explicit tree(std::vector<block_schema_node> nodes) : nodes_(std::move(nodes))
    {
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            of_checksum_.emplace(nodes_[i].schema.checksum, i);
            if (nodes_[i].parent)
                children_[*nodes_[i].parent].push_back(i);
        }
    }

    std::vector<block_schema> roots()
    {
        std::vector<block_schema> all;
        std::unordered_set<uuid> taken;
        for (auto const& node : nodes_) {
            if (node.parent || !taken.insert(node.schema.id).second)
                continue;
            all.push_back(node.schema);
            all.back().fields.text = whole_text(node.schema);
        }
        return all;
    }

private:
    std::string whole_text(block_schema const& schema)
    {
        auto const& stored = schema.fields.text;
        if (children_.contains(schema.id) || stored.find("\"block_schema_references\"") != std::string::npos)
            return json::serialize(whole(schema, 0));
        if (stored == "{}")
            return R"({"block_schema_references":{}})";
        return stored.substr(0, stored.rfind('}')) + R"(,"block_schema_references":{}})";
    }

    // Made once for each schema, however many refer to it; one that comes round to itself stays out of itself.
    boost::json::object const& whole(block_schema const& schema, int depth)
    {
        if (whole_.try_emplace(schema.id).second) {
            auto made = composed(schema, depth);
            whole_[schema.id] = std::move(made);
        }
        return whole_[schema.id];
    }

    boost::json::object composed(block_schema const& schema, int depth)
    {
        auto parsed = json::parse(schema.fields.text);
        boost::json::object fields = parsed.is_object() ? std::move(parsed.get_object()) : boost::json::object{};
        fields["block_schema_references"] = references_of(schema);
        boost::json::object definitions;
        if (depth < deepest)
            for (auto const child : children_in_order(schema))
                add_definition(definitions, whole(nodes_[child].schema, depth + 1));
        auto& own = fields["definitions"];
        if (!own.is_object())
            own.emplace_object();
        for (auto& one : definitions)
            own.get_object()[one.key()] = std::move(one.value());
        if (own.get_object().empty())
            fields.erase("definitions");
        return fields;
    }

    // A schema of the same checksum has the same fields: the first one stands for all.
    std::vector<std::size_t> children_in_order(block_schema const& schema) const
    {
        std::vector<std::size_t> all;
        if (auto const found = children_.find(schema.id); found != children_.end())
            for (auto const child : found->second)
                all.push_back(of_checksum_.at(nodes_[child].schema.checksum));
        return all;
    }

    // Definitions are flat: those of a child stand beside it.
    static void add_definition(boost::json::object& all, boost::json::object child)
    {
        auto const* title = child.if_contains("title");
        if (title == nullptr || !title->is_string())
            return;
        std::string const name{title->get_string()};
        boost::json::object inner;
        if (auto* held = child.if_contains("definitions"); held != nullptr && held->is_object())
            inner = std::move(held->get_object());
        child.erase("definitions");
        all[name] = std::move(child);
        for (auto& one : inner)
            all[one.key()] = std::move(one.value());
    }

    // One reference of a name stands alone, several are a list.
    boost::json::object references_of(block_schema const& schema) const
    {
        boost::json::object all;
        auto const found = children_.find(schema.id);
        if (found == children_.end())
            return all;
        for (auto const child : found->second) {
            auto const& node = nodes_[child];
            boost::json::value one = boost::json::object{{"block_schema_checksum", node.schema.checksum},
                                                         {"block_type_slug", node.schema.block_type->slug}};
            auto* known = all.if_contains(node.name);
            if (known == nullptr)
                all[node.name] = std::move(one);
            else if (auto* list = known->if_array()) {
                if (std::ranges::find(*list, one) == list->end())
                    list->push_back(std::move(one));
            }
            else if (*known != one)
                *known = boost::json::array{*known, std::move(one)};
        }
        return all;
    }

    std::vector<block_schema_node> nodes_;
    std::unordered_map<std::string, std::size_t> of_checksum_;
    std::unordered_map<uuid, std::vector<std::size_t>> children_;
    std::unordered_map<uuid, boost::json::object> whole_;
};

} // namespace

std::vector<block_schema> whole_block_schemas(std::vector<block_schema_node> nodes)
{
    return tree{std::move(nodes)}.roots();
}

} // namespace praetor::models
