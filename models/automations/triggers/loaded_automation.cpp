#include <models/automations/triggers/loaded_automation.hpp>

#include <models/automations/actions/outgoing_actions.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

PRAETOR_JSON_CODEC(praetor::models::stored_automation)

namespace praetor::models {
namespace {

void add_nodes(std::vector<trigger_node>& all, trigger const& what, std::optional<std::size_t> parent)
{
    auto const place = all.size();
    all.push_back({&what, parent});
    for (auto const& child : what.children())
        add_nodes(all, child, place);
}

bool is_outgoing(boost::json::value const& action)
{
    auto const* object = action.if_object();
    auto const* type = object == nullptr ? nullptr : object->if_contains("type");
    return type != nullptr && type->is_string() && actions::is_outgoing(type->get_string());
}

std::vector<loaded_action> elements_of(json_text const& list)
{
    std::vector<loaded_action> all;
    auto const parsed = json::parse(list.text);
    if (auto const* array = parsed.if_array())
        for (auto const& one : *array)
            all.push_back({{json::serialize(one)}, is_outgoing(one)});
    return all;
}

} // namespace

loaded_automation_ptr load(stored_automation const& row)
{
    auto made = std::make_shared<loaded_automation>();
    made->id = row.id;
    made->updated = row.updated;
    made->name = row.name;
    made->root = read_stored_trigger(row.trigger);
    add_nodes(made->nodes, made->root, std::nullopt);
    made->text.text = json::to_text(row);
    made->actions = elements_of(row.actions);
    made->actions_on_trigger = elements_of(row.actions_on_trigger);
    return made;
}

} // namespace praetor::models
